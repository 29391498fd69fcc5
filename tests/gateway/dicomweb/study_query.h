// Why this file exists: both tests read answers to the same question.
#pragma once

#include "gateway/dicomweb/qido.h"

namespace foramen::dicomweb {

inline StudyQuery const query{"9990000018", *parse_date("2026-05-01"), NumberForm::plain, 0};

} // namespace foramen::dicomweb
