using System.Globalization;
using Microsoft.Extensions.Configuration;
using RetailGrains.Ledger.Migrations;
using RetailGrains.Ledger.Settings;

namespace RetailGrains.Silo.Doctor;

/// <summary>Checks the database: its role's permissions, its schema and its clock.</summary>
internal static class DatabaseChecks
{
    private const string Role = "role";

    /// <summary>The verification of tokens allows a clock skew of 5 s.</summary>
    private static readonly TimeSpan SkewToWarn = TimeSpan.FromSeconds(1), SkewToFail = TimeSpan.FromSeconds(5);

    public static async Task<IReadOnlyList<Finding>> RunAsync(IConfiguration configuration, TimeProvider time, CancellationToken cancel)
    {
        StoreOptions options = configuration.GetStoreOptions();
        if (options.DatabaseUrl is null) return [Finding.Ok("database", $"the store is embedded, in {options.Home}.")];
        try
        {
            return [.. Of(await DatabaseInspection.RunAsync(options, time, cancel))];
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            return [Finding.Fail("database", StoreFaults.Explain(options, e) ?? e.Message)];
        }
    }

    internal static IEnumerable<Finding> Of(DatabaseInspection database)
    {
        yield return database.IsRemoteWithoutTls
            ? Finding.Warn(
                "database", "the connection to PostgreSQL leaves this host unencrypted: add sslmode=verify-full to DATABASE_URL.")
            : Finding.Ok("database", "PostgreSQL answers.");
        yield return RoleOf(database);
        if (database.Pending.Count == 0 && !database.HasTriggers)
            yield return Finding.Fail(
                "ledger", "the trigger ledger_is_append_only is missing or disabled: ALTER TABLE ledger ENABLE TRIGGER ALL.");
        else if (database.Pending.Count == 0)
            yield return Finding.Ok("ledger", "the ledger refuses UPDATE, DELETE and TRUNCATE.");
        yield return database.Pending.Count == 0
            ? Finding.Ok("schema", "the schema is current.")
            : Finding.Fail("schema", $"run `migrate`: the schema lacks {string.Join(", ", database.Pending)}.");
        yield return Clock(database.ClockSkew);
    }

    private static Finding RoleOf(DatabaseInspection database)
    {
        const string cure = "set up a role for the processes and one for migrate (docs/operation.md, Database roles)";
        if (database.IsSuperuser) return Finding.Fail(Role, $"the user {database.User} of DATABASE_URL is a superuser: {cure}.");
        if (database.OwnsLedger)
            return Finding.Fail(Role, $"the user {database.User} of DATABASE_URL owns the ledger, and can alter it: {cure}.");
        if (database.MayAlterLedger)
            return Finding.Fail(Role, $"the user {database.User} of DATABASE_URL has the right to alter ledger or audit: {cure}.");
        return database.MayCreate
            ? Finding.Warn(Role, $"the user {database.User} of DATABASE_URL may create tables: REVOKE CREATE ON SCHEMA.")
            : Finding.Ok(Role, $"the user {database.User} of DATABASE_URL can only add to ledger and audit.");
    }

    private static Finding Clock(TimeSpan skew)
    {
        string seconds = skew.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        string text = $"the database's clock is {seconds} s ahead of this host's";
        TimeSpan distance = skew.Duration();
        if (distance >= SkewToFail) return Finding.Fail("clock", $"{text}: synchronize both (NTP).");
        return distance >= SkewToWarn ? Finding.Warn("clock", $"{text}: synchronize both (NTP).") : Finding.Ok("clock", $"{text}.");
    }
}
