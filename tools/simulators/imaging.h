// Why this file exists: the imaging provider: FHIR and QIDO-RS doors that have nothing new to tell.
#pragma once

#include "tools/simulators/far_system.h"

namespace foramen {

class ImagingSystem final : public FarSystem {
public:
    std::optional<FarRequest> recognise(HttpRequest const& request,
                                        Target const& target) const override;
    HttpReply answer(FarRequest request, Journal const& journal) override;
    std::string summary(std::string_view) const override { return ""; }
    void reset() override {}
};

} // namespace foramen
