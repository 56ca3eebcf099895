using System.Reflection;

namespace RetailGrains.Unit.Limits;

/// <summary>A bound of an entry point, with the value that the code has.</summary>
/// <param name="What">What is bounded.</param>
/// <param name="Setting">Its setting; null when it has none.</param>
/// <param name="Value">Its default.</param>
/// <param name="Beyond">What happens beyond it.</param>
internal sealed record Bound(string What, string? Setting, string Value, string Beyond)
{
    public string Row => $"| {What} | {(Setting is null ? "–" : $"`{Setting}`")} | {Value} | {Beyond} |";

    /// <summary>A setting of an options class, such as <c>Limits:Viewer:Burst</c>.</summary>
    public static Bound Of<TOptions>(string setting, string what, string beyond)
        where TOptions : new()
    {
        object value = new TOptions();
        string[] path = setting.Split(':')[1..];
        foreach (string part in path)
        {
            PropertyInfo property = value.GetType().GetProperty(part) ?? throw new InvalidOperationException($"There is no setting {setting}.");
            value = property.GetValue(value)!;
        }

        return new Bound(what, setting, LimitText.Of(value, path[^1]), beyond);
    }

    /// <summary>A constant or static field of a type, whoever may see it; its name or <paramref name="unit"/> tells bytes from items.</summary>
    public static Bound Of(Type type, string name, string what, string beyond, string unit = "")
    {
        FieldInfo field = type.GetField(name, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            ?? throw new InvalidOperationException($"{type.Name} has no {name} any more: change the row.");
        return new Bound(what, null, LimitText.Of(field.GetValue(null)!, unit.Length == 0 ? name : unit), beyond);
    }

    public static Bound Of(object value, string what, string beyond, string unit = "", string? setting = null) =>
        new(what, setting, LimitText.Of(value, unit), beyond);
}
