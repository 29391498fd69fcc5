#include "gateway/net/request_head.h"

#include <gtest/gtest.h>

namespace foramen {

namespace {

unsigned refused(std::string_view head)
{
    auto const parsed = parse_request_head(head);
    auto const* const refusal = std::get_if<HeadRefusal>(&parsed);
    return refusal == nullptr ? 0 : refusal->status;
}

RequestHead parsed(std::string_view head)
{
    auto result = parse_request_head(head);
    auto* const found = std::get_if<RequestHead>(&result);
    EXPECT_NE(found, nullptr) << head;
    return found == nullptr ? RequestHead{} : std::move(*found);
}

std::string with(std::string_view fields)
{
    return "POST / HTTP/1.1\r\nHost: a\r\n" + std::string{fields} + "\r\n\r\n";
}

struct Refused {
    char const* why;
    std::string head;
    unsigned status;
};

} // namespace

TEST(RequestHead, RefusesWhatTwoParsersMayReadDifferently)
{
    std::string const nul{"X: a\0b", 6};
    std::vector<Refused> const table{
        {"folding by a blank", with("X: a\r\n b"), 400},
        {"folding by a tab", with("X: a\r\n\tb"), 400},
        {"folding at once", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400},
        {"no Host", "GET / HTTP/1.1\r\nX: a\r\n\r\n", 400},
        {"two Hosts", with("Host: a"), 400},
        {"a Host that is none", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400},
        {"an empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", 400},
        {"repeated Content-Length", with("Content-Length: 4\r\nContent-Length: 4"), 400},
        {"a list of lengths", with("Content-Length: 4, 4"), 400},
        {"a signed length", with("Content-Length: +4"), 400},
        {"a negative length", with("Content-Length: -1"), 400},
        {"a length in hex", with("Content-Length: 0x10"), 400},
        {"an empty length", with("Content-Length:"), 400},
        {"a length of 20 digits", with("Content-Length: 18446744073709551617"), 400},
        {"length and coding", with("Content-Length: 4\r\nTransfer-Encoding: chunked"), 400},
        {"coding and length", with("Transfer-Encoding: chunked\r\nContent-Length: 4"), 400},
        {"another coding", with("Transfer-Encoding: xchunked"), 400},
        {"gzip, chunked", with("Transfer-Encoding: gzip, chunked"), 400},
        {"chunked, identity", with("Transfer-Encoding: chunked, identity"), 400},
        {"two codings", with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"), 400},
        {"coding in 1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
        {"a blank before the colon", with("X : a"), 400},
        {"no colon", with("X"), 400},
        {"no name", with(": a"), 400},
        {"NUL", with(nul), 400},
        {"a bare CR", with("X: a\rb"), 400},
        {"a bare LF", with("X: a\nY: b"), 400},
        {"an escape", with("X: \x1b[2J"), 400},
        {"DEL", with("X: \x7f"), 400},
        {"another host in the target", "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"a target without a slash", "GET a HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"CONNECT", "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"* of GET", "GET * HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"a blank in the target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"a tab in the line", "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"a byte above ASCII in the target", "GET /\xc3\xa9 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"a fragment", "GET /#a HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"no version", "GET /\r\nHost: a\r\n\r\n", 400},
        {"another protocol", "GET / ICY/1.1\r\nHost: a\r\n\r\n", 400},
        {"HTTP/2.0", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505},
        {"HTTP/1.2", "GET / HTTP/1.2\r\nHost: a\r\n\r\n", 505},
        {"another expectation", with("Expect: a miracle"), 417},
        {"an empty line only", "\r\n\r\n", 400},
    };
    for (auto const& row : table) EXPECT_EQ(refused(row.head), row.status) << row.why;
}

TEST(RequestHead, RefusesMoreFieldsThanItKeeps)
{
    std::string fields = "A: 1";
    for (std::size_t i = 0; i < head_fields_max; ++i) fields += "\r\nA: 1";
    EXPECT_EQ(refused(with(fields)), 431u);
}

TEST(RequestHead, ReadsWhatKeepsTheRules)
{
    auto const head = parsed("PUT /a?b=c HTTP/1.1\r\nhOST: x:80\r\nContent-LENGTH: 12\r\n"
                             "X-Note:\t a b \t\r\nExpect: 100-Continue\r\n\r\n");
    EXPECT_EQ(head.request.method, "PUT");
    EXPECT_EQ(head.request.target, "/a?b=c");
    EXPECT_EQ(header(head.request.headers, "x-note"), "a b");
    EXPECT_EQ(head.framing, BodyFraming::length);
    EXPECT_EQ(head.length, 12u);
    EXPECT_TRUE(head.expects_continue);
    EXPECT_EQ(head.keep, KeepAlive::yes);
}

TEST(RequestHead, KeepsTheLineAsTheCallerWishes)
{
    EXPECT_EQ(parsed(with("Connection: close")).keep, KeepAlive::no);
    EXPECT_EQ(parsed(with("Connection: keep-alive, Close")).keep, KeepAlive::no);
    EXPECT_EQ(parsed("GET / HTTP/1.0\r\n\r\n").keep, KeepAlive::no);
    EXPECT_EQ(parsed("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n").keep, KeepAlive::yes);
}

TEST(RequestHead, TakesTheAbsoluteFormOfItsOwnHost)
{
    EXPECT_EQ(parsed("GET HTTP://A:8080/x?y HTTP/1.1\r\nHost: a:8080\r\n\r\n").request.target,
              "/x?y");
    EXPECT_EQ(parsed("GET http://a HTTP/1.1\r\nHost: a\r\n\r\n").request.target, "/");
}

} // namespace foramen
