using System.CommandLine;
using Microsoft.AspNetCore.Builder;
using RetailGrains.Ledger;
using RetailGrains.Silo.Hosting;

namespace RetailGrains.Silo.CommandLine;

/// <summary><c>migrate</c>: brings the database's schema up to date and ends. Needs neither a key nor a free port.</summary>
internal static class MigrateCommand
{
    public static Command Create(string[] settings)
    {
        var command = new Command("migrate", "Applies the schema changes that the database lacks, and ends.");
        command.SetAction((_, _) => RunAsync(settings));
        return command;
    }

    private static async Task<int> RunAsync(string[] settings)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(settings);
        builder.UseLogFormat();
        await using RetailStore store = await builder.MigrateStoreAsync();
        await Console.Out.WriteLineAsync("The schema is current.");
        return 0;
    }
}
