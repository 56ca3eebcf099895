using RetailGrains.Ledger.Settings;
using RetailGrains.Text;

namespace RetailGrains.Silo.CommandLine;

/// <summary>A program's arguments, split into settings in the form of .NET's configuration and everything else.</summary>
/// <param name="Settings"><c>--Section:Key=value</c> or <c>--KEY value</c> of known settings.</param>
/// <param name="Command">The command, its options and its arguments.</param>
internal sealed record Arguments(string[] Settings, string[] Command)
{
    private const string Prefix = "--";

    /// <summary>These are not allowed as arguments, because every user of the machine can read the arguments of a process.</summary>
    private static readonly string[] Secrets = ["JWT_SECRET_KEY", "JWT_ACCEPTED_SECRET_KEY", "RETAIL_ADMIN_PASSWORD"];

    /// <summary>Settings with URLs; they are secrets when the URL contains a password.</summary>
    private static readonly string[] Urls = ["DATABASE_URL", "MIGRATION_DATABASE_URL", "REDIS_URL"];

    /// <exception cref="CommandLineException">A setting has no value or is a secret.</exception>
    public static Arguments Sort(IReadOnlyList<string> arguments, KnownSettings known)
    {
        List<string> settings = [], command = [];
        for (int i = 0; i < arguments.Count; i++)
        {
            string argument = arguments[i];
            string name = NameOf(argument);
            if (Secrets.Contains(name, StringComparer.OrdinalIgnoreCase))
                throw new CommandLineException(
                    $"{name} is a secret: set it in the environment, since arguments can be read by every user.");
            if (name.Length == 0 || !known.Has(name))
            {
                command.Add(argument);
                continue;
            }

            settings.Add(argument);
            string value = argument[(argument.IndexOf('=', StringComparison.Ordinal) + 1)..];
            if (!argument.Contains('=', StringComparison.Ordinal))
            {
                if (++i == arguments.Count) throw new CommandLineException($"{argument} needs a value: {argument}=VALUE.");
                settings.Add(value = arguments[i]);
            }

            if (Urls.Contains(name, StringComparer.OrdinalIgnoreCase) && SecretText.Redact(value) != value)
            {
                throw new CommandLineException(
                    $"{name} has a password: set it in the environment, since arguments can be read by every user.");
            }
        }

        return new Arguments([.. settings], [.. command]);
    }

    private static string NameOf(string argument) =>
        argument.StartsWith(Prefix, StringComparison.Ordinal) ? argument[Prefix.Length..].Split('=')[0] : "";
}
