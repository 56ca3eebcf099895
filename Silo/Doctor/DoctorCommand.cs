using System.CommandLine;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using RetailGrains.Silo.Hosting;

namespace RetailGrains.Silo.Doctor;

/// <summary>
/// <c>doctor</c>: checks the hardening checklist of SECURITY.md on the settings that a process would be started with, and on what they name.
/// It changes nothing.
/// </summary>
/// <param name="own">The checks that only this program has.</param>
internal sealed class DoctorCommand(Func<IConfiguration, IEnumerable<Finding>> own)
{
    public Command Create(string[] settings)
    {
        var command = new Command("doctor", "Checks how safe the settings and what they name are; exit code 1 when a check fails.");
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
