using System.Net;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using RetailGrains.ServiceDefaults.Settings;

namespace RetailGrains.Silo.CommandLine;

/// <summary>
/// The settings that a program supports: names such as API_PORT, and sections such as Ledger whose settings are the properties of an
/// options class. Without this check a misspelt setting would silently have no effect.
/// </summary>
internal sealed class KnownSettings
{
    /// <summary>A wildcard for one part of a name: an index, or the key of a dictionary.</summary>
    private const string Any = "*";

    /// <summary>Sections of .NET itself. They are open-ended, so they are not checked.</summary>
    private static readonly string[] Frameworks = ["Logging", "environment", "contentRoot", "applicationName"];

    private readonly HashSet<string> _sections = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _names = [];
    private readonly List<string> _times = [];

    /// <summary>All names, with <c>*</c> for an index or a key.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Adds settings by name.</summary>
    public KnownSettings With(params string[] names)
    {
        _names.AddRange(names);
        _sections.UnionWith(names.Where(name => name.Contains(':', StringComparison.Ordinal)).Select(name => name.Split(':')[0]));
        return this;
    }

    /// <summary>Adds a setting that is a time.</summary>
    public KnownSettings WithTime(string name)
    {
        _times.Add(name);
        return _names.Contains(name) ? this : With(name);
    }

    /// <summary>Adds a section whose settings are the properties of an options class.</summary>
    public KnownSettings WithSection<TOptions>(string section)
    {
        _sections.Add(section);
        Add(section, typeof(TOptions));
        return this;
    }

    /// <summary>Whether the setting is known.</summary>
    public bool Has(string name) =>
        Frameworks.Any(
            own => name.Equals(own, StringComparison.OrdinalIgnoreCase) || name.StartsWith(own + ":", StringComparison.OrdinalIgnoreCase))
        || _names.Any(known => Matches(known.Split(':'), name.Split(':')));

    /// <summary>
    /// The times that are a bare number, one line each. .NET reads them as days, and an operator who writes 60 rarely means days.
    /// </summary>
    public IEnumerable<string> BareTimes(IConfiguration configuration) =>
        from name in _times
        let value = configuration[name]?.Trim()
        where value is { Length: > 0 } && value.All(char.IsAsciiDigit) && value.Any(digit => digit != '0')
        select $"{name} must be a time such as 00:00:05 (5 seconds) or 5.00:00:00 (5 days), not '{value}'.";

    /// <summary>The unknown settings in the known sections, one line each.</summary>
    public IEnumerable<string> Unknown(IConfiguration configuration) => _sections
        .SelectMany(section => configuration.GetSection(section).AsEnumerable())
        .Where(setting => setting.Value is not null && !Has(setting.Key))
        .Select(setting => $"{setting.Key} is not a setting.{NearestWord.Question(setting.Key, _names)}");

    private void Add(string name, Type type)
    {
        foreach (PropertyInfo property in type.GetProperties().Where(property => property.CanWrite))
        {
            string its = $"{name}:{property.Name}";
            Type of = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            if (of == typeof(TimeSpan)) _times.Add(its);
            if (IsValue(of)) _names.Add(its);
            else if (of.IsArray || of.IsGenericType) _names.Add($"{its}:{Any}");
            else Add(its, of);
        }
    }

    private static bool IsValue(Type type) =>
        type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(TimeSpan) || type == typeof(decimal)
            || type == typeof(IPAddress);

    private static bool Matches(string[] known, string[] name) =>
        known.Length == name.Length
        && known.Zip(name).All(part =>
            part.First == Any ? part.Second.Length > 0 : part.First.Equals(part.Second, StringComparison.OrdinalIgnoreCase));
}
