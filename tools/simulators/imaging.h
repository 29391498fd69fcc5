// Why this file exists: the imaging provider: reports and studies of FHIR, and studies of an
// archive by QIDO-RS. What it has to tell, tests put there.
#pragma once

#include "gateway/base/clock.h"
#include "tools/simulators/far_system.h"
#include "tools/simulators/qido.h"
#include "tools/simulators/record.h"

namespace foramen {

class ImagingSystem final : public FarSystem {
public:
    ImagingSystem(Bodies bodies, Clock const& clock) : bodies_{bodies}, clock_{clock} {}

    std::optional<FarRequest> recognise(HttpRequest const& request,
                                        Target const& target) const override;
    HttpReply answer(FarRequest request, Journal const& journal) override;
    std::string summary(std::string_view detail) const override;
    void reset() override;

private:
    HttpReply answer_qido(FarRequest const& request);

    Bodies bodies_;
    Clock const& clock_;
    Record record_;
    QidoArchive archive_;
};

} // namespace foramen
