// Why this file exists: the program that plays an imaging provider.
#include "tools/simulators/imaging.h"
#include "tools/simulators/run_simulator.h"

int main(int count, char** values)
{
    static foramen::SystemClock const clock;
    foramen::SimulatorProgram const program{
        "imaging_simulator",
        "Plays an imaging provider: a FHIR R4 server at /fhir/R4 and QIDO-RS at\n"
        "/dicom-web/studies. It is empty until something is PUT there.",
        8091, [](foramen::Bodies bodies, foramen::Secret) {
            return std::make_unique<foramen::ImagingSystem>(bodies, clock);
        }};
    return foramen::run_simulator(program, count, values);
}
