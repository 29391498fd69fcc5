// Why this file exists: the practices: one FHIR R4 server an ODS code, the inbox of
// their registered contact, and the clinic's webhooks.
#pragma once

#include "gateway/base/clock.h"
#include "gateway/base/secret.h"
#include "tools/simulators/far_system.h"
#include "tools/simulators/record.h"

#include <map>

namespace foramen {

class PracticeSystem final : public FarSystem {
public:
    /// `webhook_secret` empty: signatures are not looked at.
    PracticeSystem(Bodies bodies, Secret webhook_secret, Clock const& clock);

    std::optional<FarRequest> recognise(HttpRequest const& request,
                                        Target const& target) const override;
    HttpReply answer(FarRequest request, Journal const& journal) override;
    std::string summary(std::string_view detail) const override;
    void reset() override { records_.clear(); }

private:
    HttpReply take_webhook(FarRequest const& request) const;

    Bodies bodies_;
    Secret webhook_secret_;
    Clock const& clock_;
    std::map<std::string, Record> records_;
};

} // namespace foramen
