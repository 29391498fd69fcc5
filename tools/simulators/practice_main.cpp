// Why this file exists: the program that plays the practices.
#include "tools/simulators/practice.h"
#include "tools/simulators/run_simulator.h"

int main(int count, char** values)
{
    static foramen::SystemClock const clock;
    foramen::SimulatorProgram const program{
        "practice_simulator",
        "Plays GP practices: a FHIR R4 server an ODS code at /fhir/R4/{ods}, the inbox of their\n"
        "contact at /inbox/{ods} (a page, too), and the clinic's webhooks at /webhook/{name};\n"
        "signatures are verified with --webhook-secret-file.",
        8090, [](foramen::Bodies bodies, foramen::Secret secret) {
            return std::make_unique<foramen::PracticeSystem>(bodies, std::move(secret), clock);
        }};
    return foramen::run_simulator(program, count, values);
}
