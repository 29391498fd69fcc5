// Why this file exists: what each thread of the store spends, whatever else runs on the machine.
#pragma once

#include <sys/resource.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>

inline double cpu_seconds()
{
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    auto const seconds = [](timeval const& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

/// CPU seconds so far of each thread, by its name.
inline std::map<std::string, double> thread_seconds()
{
    std::map<std::string, double> seconds;
    for (auto const& thread : std::filesystem::directory_iterator{"/proc/self/task"}) {
        std::string name;
        std::getline(std::ifstream{thread.path() / "comm"}, name);
        std::string nanoseconds;
        std::ifstream{thread.path() / "schedstat"} >> nanoseconds;
        seconds[name] += std::strtod(nanoseconds.c_str(), nullptr) / 1e9;
    }
    return seconds;
}

/// Bytes that the store's writer wrote so far: the log, and the copies that it makes itself.
inline double writer_bytes()
{
    double bytes = 0;
    for (auto const& thread : std::filesystem::directory_iterator{"/proc/self/task"}) {
        std::string name;
        std::getline(std::ifstream{thread.path() / "comm"}, name);
        if (name != "store-writer") continue;
        std::ifstream io{thread.path() / "io"};
        std::string word;
        while (io >> word && word != "wchar:") {
        }
        io >> bytes;
    }
    return bytes;
}

/// What the threads of the store spent and wrote since it was made, for each of `count`.
class Spent {
public:
    void print(double count) const
    {
        std::printf("    written by store-writer %5.1f KB each\n",
                    (writer_bytes() - written_) / 1e3 / count);
        for (auto const& [thread, seconds] : thread_seconds()) {
            if (!thread.starts_with("store-")) continue;
            std::printf("    CPU of %-14s %5.0f us each\n", thread.c_str(),
                        (seconds - before_.at(thread)) * 1e6 / count);
        }
    }
    double cpu_microseconds() const { return (cpu_seconds() - cpu_) * 1e6; }

private:
    std::map<std::string, double> before_ = thread_seconds();
    double written_ = writer_bytes();
    double cpu_ = cpu_seconds();
};
