#include "fhir/validate/profile_library.h"

namespace fhir::validate {

Found const* ProfileLibrary::find(std::string_view canonical)
{
    auto const* const structure = conformance_.structure(canonical);
    if (structure == nullptr) return nullptr;
    std::scoped_lock const lock{mutex_};
    auto& found = found_[structure];
    if (found != nullptr) return found.get();
    found = std::make_unique<Found>();
    auto made = Profile::compile(*structure, conformance_);
    if (made) found->profile.emplace(*std::move(made));
    else found->issues = made.issues();
    return found.get();
}

} // namespace fhir::validate
