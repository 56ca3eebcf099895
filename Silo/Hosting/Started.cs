using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using RetailGrains.Ledger.Ownership;
using RetailGrains.Ledger.Schema;

namespace RetailGrains.Silo.Hosting;

/// <summary>What a program whose start fails tells, and ends with.</summary>
internal static class Started
{
    /// <summary>
    /// Runs a program. Settings that can't be used, a schema that is not migrated, a store that another process serves
    /// and a port that is taken are told in a line each, with
    /// exit code 1; anything else is a fault, and shows its stack.
    /// </summary>
    public static async Task<int> RunAsync(Func<Task<int>> program)
    {
        try
        {
            return await program();
        }
        catch (OptionsValidationException unusable)
        {
            foreach (string setting in unusable.Failures) await Console.Error.WriteLineAsync(setting);
        }
        catch (Exception unable) when (unable is SchemaOutdatedException or StoreOwnedException || unable.InnerException is AddressInUseException)
        {
            await Console.Error.WriteLineAsync(unable.Message);
        }

        return 1;
    }
}
