// Why this file exists: Beast is compiled once here and nowhere else.
#include <boost/beast/src.hpp>
