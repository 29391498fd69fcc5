// Why this file exists: a DICOMweb archive with the habits of real ones (standards/imaging.md 1.6),
// so that the poller meets them here first.
// Source: PS3.18 chapter 10.6 (QIDO-RS) and F.2 (DICOM JSON).
#pragma once

#include "gateway/net/http.h"

#include <rapidjson/document.h>

#include <memory>
#include <string>
#include <vector>

namespace foramen {

enum class QidoRows { matching, foreign_too };

class QidoArchive {
public:
    /// {"study":{…},"series":[{…}],"metadata":[{…}]} in DICOM JSON; a study of the same UID is
    /// replaced. The reply is 200, 201 or 400.
    HttpReply put(std::string const& uid, std::string_view json);
    /// Keys that it does not know are ignored, as Orthanc does: all studies come back.
    HttpReply studies(std::string_view query, QidoRows rows) const;
    /// 200 [] for a study that is not there.
    HttpReply series(std::string const& uid) const;
    /// 404 for a study that is not there.
    HttpReply metadata(std::string const& uid) const;
    void clear() { studies_.clear(); }

private:
    struct Study {
        std::string uid;
        rapidjson::Document json;
    };
    Study const* find(std::string const& uid) const;

    std::vector<std::unique_ptr<Study>> studies_; // In the order of their coming: not sorted.
};

} // namespace foramen
