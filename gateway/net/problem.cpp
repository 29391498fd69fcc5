#include "gateway/net/problem.h"

#include "gateway/base/json_text.h"

namespace foramen {

namespace {

unsigned status_of(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::unavailable: return 503;
    case ErrorKind::busy: return 503;
    case ErrorKind::interrupted: return 503;
    case ErrorKind::incorrect: return 422;
    case ErrorKind::forbidden: return 403;
    case ErrorKind::unsupported: return 501;
    case ErrorKind::not_found: return 404;
    case ErrorKind::conflict: return 409;
    case ErrorKind::fault: return 500;
    }
    return 500;
}

} // namespace

std::string_view reason_phrase(unsigned status)
{
    switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 406: return "Not Acceptable";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 410: return "Gone";
    case 412: return "Precondition Failed";
    case 428: return "Precondition Required";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 417: return "Expectation Failed";
    case 422: return "Unprocessable Content";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 503: return "Service Unavailable";
    case 505: return "HTTP Version Not Supported";
    case 507: return "Insufficient Storage";
    default: return "Status";
    }
}

HttpReply problem(unsigned status, std::string_view detail, std::vector<ProblemFault> const& faults)
{
    JsonText json;
    json.object().member("type", "about:blank").member("title", reason_phrase(status));
    json.member("status", status).member("detail", detail);
    if (!faults.empty()) {
        json.key("errors").array();
        for (auto const& fault : faults) {
            json.object().member("pointer", fault.pointer).member("detail", fault.detail);
            json.end_object();
        }
        json.end_array();
    }
    json.end_object();
    return {status, {{"Content-Type", "application/problem+json"}}, json.take()};
}

HttpReply problem(Error const& error)
{
    auto reply = problem(status_of(error.kind()), error.text());
    if (reply.status == 503) reply.headers.emplace_back("Retry-After", "2");
    return reply;
}

HttpReply json_reply(unsigned status, std::string body)
{
    return {status, {{"Content-Type", "application/json"}}, std::move(body)};
}

} // namespace foramen
