using RetailGrains.Client;

namespace RetailGrains.WebConsole.Entities;

/// <summary>A store, product or customer.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name in the catalogue.</param>
/// <param name="Details">Its catalogue entry, with the name.</param>
/// <param name="Totals">Its figures over all days.</param>
public sealed record Entity(string Id, string? Name, IReadOnlyList<EntityField> Details, Totals Totals)
{
    public string Title => Name ?? Id;
}

/// <summary>A field of a catalogue entry.</summary>
/// <param name="Key">Its name in the API.</param>
/// <param name="Label">Its name on the page.</param>
/// <param name="Value">Its value.</param>
/// <param name="Hint">An example.</param>
public sealed record EntityField(string Key, string Label, string? Value, string Hint);

/// <summary>A page of a list.</summary>
public sealed record EntityPage(DateTimeOffset AsOf, IReadOnlyList<Entity> Rows, string? Next);
