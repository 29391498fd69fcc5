// Why this file exists: what is wrong with a file of data, as one text to look into.
#pragma once

#include "gateway/clinic/checked.h"

#include <string>

namespace foramen {

/// A line for each fault: its place and its text. Empty: there is none.
template <class T> std::string faults_in(Checked<T> const& checked)
{
    std::string text;
    if (checked) return text;
    for (auto const& fault : checked.faults()) text += fault.pointer + " " + fault.text + "\n";
    return text;
}

} // namespace foramen
