// Why this file exists: the program that plays an imaging provider.
#include "tools/simulators/imaging.h"
#include "tools/simulators/run_simulator.h"

int main(int count, char** values)
{
    foramen::SimulatorProgram const program{
        "imaging_simulator",
        "Plays an imaging provider: /fhir/R4/DiagnosticReport, /fhir/R4/ImagingStudy and\n"
        "/dicom-web/studies (QIDO-RS), all of them empty.",
        8091, [](foramen::Bodies, foramen::Secret) {
            return std::make_unique<foramen::ImagingSystem>();
        }};
    return foramen::run_simulator(program, count, values);
}
