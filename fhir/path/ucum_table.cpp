// Why this file exists: the units themselves: what UCUM 2.1 says of each, multiplied out to base
// units. All factors are exact; a quotient stands where a decimal would not be.
#include "fhir/path/ucum.h"

#include <algorithm>
#include <vector>

namespace fhir::path {

namespace {

/// One row of the table; metric ones take prefixes.
struct UnitRow {
    std::string_view symbol;
    std::string_view numerator;
    std::string_view denominator;
    Dimensions powers;
    bool metric;
};

struct Power {
    Dimension dimension;
    std::int8_t power;
};

template <class... Powers> constexpr Dimensions of(Powers... powers)
{
    Dimensions result{};
    ((result[static_cast<std::size_t>(powers.dimension)] = powers.power), ...);
    return result;
}

constexpr Power metre(std::int8_t power) { return {Dimension::length, power}; }
constexpr Power second(std::int8_t power) { return {Dimension::time, power}; }
constexpr Power gram(std::int8_t power) { return {Dimension::mass, power}; }
constexpr Power coulomb(std::int8_t power) { return {Dimension::charge, power}; }
constexpr Power mole(std::int8_t power) { return {Dimension::amount, power}; }

constexpr Dimensions none = of();
constexpr Dimensions length = of(metre(1));
constexpr Dimensions area = of(metre(2));
constexpr Dimensions volume = of(metre(3));
constexpr Dimensions time = of(second(1));
constexpr Dimensions frequency = of(second(-1));
constexpr Dimensions mass = of(gram(1));
constexpr Dimensions amount = of(mole(1));
constexpr Dimensions activity = of(mole(1), second(-1));
constexpr Dimensions force = of(gram(1), metre(1), second(-2));
constexpr Dimensions pressure = of(gram(1), metre(-1), second(-2));
constexpr Dimensions energy = of(gram(1), metre(2), second(-2));
constexpr Dimensions power = of(gram(1), metre(2), second(-3));
constexpr Dimensions dose = of(metre(2), second(-2));
constexpr Dimensions charge = of(coulomb(1));
constexpr Dimensions current = of(coulomb(1), second(-1));
constexpr Dimensions voltage = of(gram(1), metre(2), second(-2), coulomb(-1));
constexpr Dimensions capacity = of(gram(-1), metre(-2), second(2), coulomb(2));
constexpr Dimensions resistance = of(gram(1), metre(2), second(-1), coulomb(-2));
constexpr Dimensions conductance = of(gram(-1), metre(-2), second(1), coulomb(2));
constexpr Dimensions flux = of(gram(1), metre(2), second(-1), coulomb(-1));
constexpr Dimensions flux_density = of(gram(1), second(-1), coulomb(-1));
constexpr Dimensions inductance = of(gram(1), metre(2), coulomb(-2));
constexpr Dimensions viscosity = of(gram(1), metre(-1), second(-1));
constexpr Dimensions light = of(Power{Dimension::luminosity, 1});
constexpr Dimensions illuminance = of(Power{Dimension::luminosity, 1}, metre(-2));
constexpr Dimensions kelvin = of(Power{Dimension::temperature, 1});
constexpr Dimensions celsius = of(Power{Dimension::celsius, 1});
constexpr Dimensions fahrenheit = of(Power{Dimension::fahrenheit, 1});
constexpr Dimensions angle = of(Power{Dimension::angle, 1});
constexpr Dimensions degree = of(Power{Dimension::degree, 1});
constexpr Dimensions solid_angle = of(Power{Dimension::angle, 2});
constexpr Dimensions acidity = of(Power{Dimension::acidity, 1});
constexpr Dimensions international = of(Power{Dimension::international_unit, 1});

constexpr bool metric = true;
constexpr bool plain = false;

constexpr UnitRow rows[] = {
    // Base units; numbers.
    {"m", "1", "1", length, metric},
    {"s", "1", "1", time, metric},
    {"g", "1", "1", mass, metric},
    {"rad", "1", "1", angle, metric},
    {"K", "1", "1", kelvin, metric},
    {"C", "1", "1", charge, metric},
    {"cd", "1", "1", light, metric},
    {"10*", "10", "1", none, plain},
    {"10^", "10", "1", none, plain},
    {"%", "0.01", "1", none, plain},
    {"[ppth]", "0.001", "1", none, plain},
    {"[ppm]", "0.000001", "1", none, plain},
    {"[ppb]", "0.000000001", "1", none, plain},
    {"[pptr]", "0.000000000001", "1", none, plain},
    // Time.
    {"min", "60", "1", time, plain},
    {"h", "3600", "1", time, plain},
    {"d", "86400", "1", time, plain},
    {"wk", "604800", "1", time, plain},
    {"mo", "2629800", "1", time, plain},
    {"mo_j", "2629800", "1", time, plain},
    {"mo_g", "2629746", "1", time, plain},
    {"a", "31557600", "1", time, plain},
    {"a_j", "31557600", "1", time, plain},
    {"a_g", "31556952", "1", time, plain},
    // Amounts.
    {"mol", "1", "1", amount, metric},
    {"eq", "1", "1", amount, metric},
    {"osm", "1", "1", amount, metric},
    {"kat", "1", "1", activity, metric},
    {"U", "0.000001", "60", activity, metric},
    {"[iU]", "1", "1", international, metric},
    {"[IU]", "1", "1", international, metric},
    // Mechanics.
    {"Hz", "1", "1", frequency, metric},
    {"N", "1000", "1", force, metric},
    {"dyn", "0.01", "1", force, metric},
    {"gf", "9.80665", "1", force, metric},
    {"Pa", "1000", "1", pressure, metric},
    {"bar", "100000000", "1", pressure, metric},
    {"atm", "101325000", "1", pressure, plain},
    {"m[Hg]", "133322000", "1", pressure, metric},
    {"m[H2O]", "9806650", "1", pressure, metric},
    {"[in_i'Hg]", "3386378.8", "1", pressure, plain},
    {"[psi]", "4448.2216152605", "0.00064516", pressure, plain},
    {"J", "1000", "1", energy, metric},
    {"erg", "0.0001", "1", energy, metric},
    {"cal", "4184", "1", energy, metric},
    {"cal_th", "4184", "1", energy, metric},
    {"[Cal]", "4184000", "1", energy, plain},
    {"eV", "0.000000000000000160217733", "1", energy, metric},
    {"W", "1000", "1", power, metric},
    {"P", "100", "1", viscosity, metric},
    {"St", "0.0001", "1", of(metre(2), second(-1)), metric},
    // Electricity, light, radiation.
    {"A", "1", "1", current, metric},
    {"V", "1000", "1", voltage, metric},
    {"F", "0.001", "1", capacity, metric},
    {"Ohm", "1000", "1", resistance, metric},
    {"S", "0.001", "1", conductance, metric},
    {"Wb", "1000", "1", flux, metric},
    {"T", "1000", "1", flux_density, metric},
    {"G", "0.1", "1", flux_density, metric},
    {"H", "1000", "1", inductance, metric},
    {"lm", "1", "1", of(Power{Dimension::luminosity, 1}, Power{Dimension::angle, 2}), metric},
    {"lx", "1", "1", of(Power{Dimension::luminosity, 1}, Power{Dimension::angle, 2}, metre(-2)),
     metric},
    {"sb", "10000", "1", illuminance, metric},
    {"Bq", "1", "1", frequency, metric},
    {"Ci", "37000000000", "1", frequency, metric},
    {"Gy", "1", "1", dose, metric},
    {"Sv", "1", "1", dose, metric},
    {"RAD", "0.01", "1", dose, metric},
    {"REM", "0.01", "1", dose, metric},
    {"R", "0.000000258", "1", of(coulomb(1), gram(-1)), metric},
    {"sr", "1", "1", solid_angle, metric},
    {"deg", "1", "1", degree, plain},
    {"'", "1", "60", degree, plain},
    {"''", "1", "3600", degree, plain},
    // Temperature, acidity: only beside themselves.
    {"Cel", "1", "1", celsius, metric},
    {"[degF]", "1", "1", fahrenheit, plain},
    {"[degR]", "5", "9", kelvin, plain},
    {"[pH]", "1", "1", acidity, plain},
    // Length, area, volume.
    {"Ao", "0.0000000001", "1", length, plain},
    {"[in_i]", "0.0254", "1", length, plain},
    {"[ft_i]", "0.3048", "1", length, plain},
    {"[yd_i]", "0.9144", "1", length, plain},
    {"[mi_i]", "1609.344", "1", length, plain},
    {"[nmi_i]", "1852", "1", length, plain},
    {"[Ch]", "0.001", "3", length, plain},
    {"ar", "100", "1", area, metric},
    {"[sin_i]", "0.00064516", "1", area, plain},
    {"[sft_i]", "0.09290304", "1", area, plain},
    {"l", "0.001", "1", volume, metric},
    {"L", "0.001", "1", volume, metric},
    {"st", "1", "1", volume, metric},
    {"[cin_i]", "0.000016387064", "1", volume, plain},
    {"[cft_i]", "0.028316846592", "1", volume, plain},
    {"[drp]", "0.000001", "20", volume, plain},
    {"[gal_us]", "0.003785411784", "1", volume, plain},
    {"[qt_us]", "0.000946352946", "1", volume, plain},
    {"[pt_us]", "0.000473176473", "1", volume, plain},
    {"[cup_us]", "0.0002365882365", "1", volume, plain},
    {"[foz_us]", "0.0000295735295625", "1", volume, plain},
    {"[tbs_us]", "0.00001478676478125", "1", volume, plain},
    {"[tsp_us]", "0.00000492892159375", "1", volume, plain},
    {"[cup_m]", "0.00024", "1", volume, plain},
    {"[foz_m]", "0.00003", "1", volume, plain},
    {"[tbs_m]", "0.000015", "1", volume, plain},
    {"[tsp_m]", "0.000005", "1", volume, plain},
    {"[gal_br]", "0.00454609", "1", volume, plain},
    {"[qt_br]", "0.0011365225", "1", volume, plain},
    {"[pt_br]", "0.00056826125", "1", volume, plain},
    {"[foz_br]", "0.0000284130625", "1", volume, plain},
    // Mass.
    {"t", "1000000", "1", mass, metric},
    {"u", "0.0000000000000000000000016605402", "1", mass, metric},
    {"[gr]", "0.06479891", "1", mass, plain},
    {"[lb_av]", "453.59237", "1", mass, plain},
    {"[oz_av]", "28.349523125", "1", mass, plain},
    {"[dr_av]", "1.7718451953125", "1", mass, plain},
    {"[stone_av]", "6350.29318", "1", mass, plain},
    {"[ston_av]", "907184.74", "1", mass, plain},
    {"[lton_av]", "1016046.9088", "1", mass, plain},
    {"[oz_tr]", "31.1034768", "1", mass, plain},
    {"[lb_tr]", "373.2417216", "1", mass, plain},
    {"[car_m]", "0.2", "1", mass, plain},
};

struct Prefix {
    std::string_view symbol;
    int exponent;
};
constexpr Prefix prefixes[] = {
    {"Y", 24}, {"Z", 21},  {"E", 18},  {"P", 15},  {"T", 12},  {"G", 9},   {"M", 6},
    {"k", 3},  {"h", 2},   {"da", 1},  {"d", -1},  {"c", -2},  {"m", -3},  {"u", -6},
    {"n", -9}, {"p", -12}, {"f", -15}, {"a", -18}, {"z", -21}, {"y", -24},
};

struct NamedUnit {
    std::string_view symbol;
    Unit unit;
    bool metric;
};

/// By symbol, with their factors read.
std::vector<NamedUnit> laid_out()
{
    std::vector<NamedUnit> units;
    for (auto const& row : rows) {
        auto const numerator = parse_decimal(row.numerator);
        auto const denominator = parse_decimal(row.denominator);
        if (!numerator || !denominator) continue;
        units.push_back({row.symbol, {*numerator, *denominator, row.powers}, row.metric});
    }
    std::ranges::sort(units, {}, &NamedUnit::symbol);
    return units;
}

NamedUnit const* find_named(std::string_view symbol)
{
    static auto const units = laid_out();
    auto const found = std::ranges::lower_bound(units, symbol, {}, &NamedUnit::symbol);
    return found != units.end() && found->symbol == symbol ? &*found : nullptr;
}

} // namespace

FoundUnit find_unit(std::string_view symbol)
{
    if (auto const* const named = find_named(symbol)) return {&named->unit, 0};
    for (auto const& one : prefixes) {
        if (!symbol.starts_with(one.symbol)) continue;
        auto const* const named = find_named(symbol.substr(one.symbol.size()));
        if (named != nullptr && named->metric) return {&named->unit, one.exponent};
    }
    return {};
}

} // namespace fhir::path
