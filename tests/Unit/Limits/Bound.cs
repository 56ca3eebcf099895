using System.Reflection;

namespace RetailGrains.Tests.Unit.Limits;

/// <summary>A limit of an entry point, with its value in the code.</summary>
/// <param name="What">The limited quantity.</param>
/// <param name="Setting">The setting; null when there is none.</param>
/// <param name="Value">The default.</param>
/// <param name="Beyond">What happens when the limit is exceeded.</param>
internal sealed record Bound(string What, string? Setting, string Value, string Beyond)
{
    public string Row => $"| {What} | {(Setting is null ? "–" : $"`{Setting}`")} | {Value} | {Beyond} |";

    /// <summary>The limit from a setting of an options class, such as <c>Limits:Viewer:Burst</c>.</summary>
    public static Bound Of<TOptions>(string setting, string what, string beyond)
        where TOptions : new()
    {
        object value = new TOptions();
        string[] path = setting.Split(':')[1..];
        foreach (string part in path)
        {
            PropertyInfo property =
                value.GetType().GetProperty(part) ?? throw new InvalidOperationException($"There is no setting {setting}.");
            value = property.GetValue(value)!;
        }

        return new Bound(what, setting, LimitText.Of(value, path[^1]), beyond);
    }

    /// <summary>
    /// The limit from a constant or static field of a type, public or not. The field's name or <paramref name="unit"/> shows whether the
    /// value counts bytes or items.
    /// </summary>
    public static Bound Of(Type type, string name, string what, string beyond, string unit = "")
    {
        FieldInfo field = type.GetField(name, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            ?? throw new InvalidOperationException($"{type.Name} has no {name} any more: change the row.");
        return new Bound(what, null, LimitText.Of(field.GetValue(null)!, unit.Length == 0 ? name : unit), beyond);
    }

    public static Bound Of(object value, string what, string beyond, string unit = "", string? setting = null) =>
        new(what, setting, LimitText.Of(value, unit), beyond);
}
