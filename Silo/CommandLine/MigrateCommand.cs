using System.CommandLine;
using Microsoft.AspNetCore.Builder;
using RetailGrains.Ledger;
using RetailGrains.Silo.Hosting;
using RetailGrains.Silo.Operations;

namespace RetailGrains.Silo.CommandLine;

/// <summary><c>migrate</c>: updates the database's schema and ends. It needs neither a key nor a free port.</summary>
internal static class MigrateCommand
{
    public static Command Create(string[] settings)
    {
        var command = new Command("migrate", "Applies missing schema changes and exits.");
        var adopt = new Option<bool>("--adopt-unhashed")
        {
            Description = "Also adds hashes to ledger entries that an older version "
            + "recorded after the upgrade."
        };
        command.Options.Add(adopt);
        command.SetAction((arguments, _) => RunAsync(settings, arguments.GetValue(adopt)));
        return command;
    }

    private static async Task<int> RunAsync(string[] settings, bool adoptUnhashed)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(settings);
        builder.AddLogs();
        await using RetailStore store = await builder.MigrateStoreAsync(adoptUnhashed);
        await Console.Out.WriteLineAsync("The schema is current.");
        return 0;
    }
}
