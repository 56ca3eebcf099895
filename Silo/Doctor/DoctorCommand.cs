using System.CommandLine;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using RetailGrains.Silo.Hosting;

namespace RetailGrains.Silo.Doctor;

/// <summary>
/// <c>doctor</c>: checks the settings with which a process would start, and the resources that they name, against the hardening checklist
/// of SECURITY.md. It changes nothing.
/// </summary>
/// <param name="own">Further checks of this program.</param>
internal sealed class DoctorCommand(Func<IConfiguration, IEnumerable<Finding>> own)
{
    public Command Create(string[] settings)
    {
        var command = new Command(
            "doctor",
            "Checks the security of the settings and of the files and servers that they name; exit code 1 when a check fails.");
        command.SetAction((_, cancel) => RunAsync(settings, cancel));
        return command;
    }

    private async Task<int> RunAsync(string[] settings, CancellationToken cancel)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(settings);
        IConfiguration configuration = builder.Configuration;
        IReadOnlyList<Finding>[] findings =
        [
            [.. KeyChecks.Run(configuration, builder.Environment.IsDevelopment())],
            [.. FileChecks.Run(configuration)],
            [.. own(configuration)],
            await DatabaseChecks.RunAsync(configuration, TimeProvider.System, cancel),
            [await RedisChecks.RunAsync(configuration)],
        ];
        foreach (Finding finding in findings.SelectMany(some => some)) await Console.Out.WriteLineAsync(finding.ToString());
        return findings.SelectMany(some => some).Any(finding => finding.Level == FindingLevel.Fail) ? Started.Failed : 0;
    }
}
