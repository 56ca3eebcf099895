using System.Globalization;
using System.Text.Json;
using RetailGrains.Tests.Chaos.Load;

namespace RetailGrains.Tests.Chaos.Check;

/// <summary>Checks that imports and their undos report exact counts.</summary>
internal static class ImportCheck
{
    /// <summary>Also stores which imports are undone, because an undo that was sent but not answered may or may not have started.</summary>
    public static async Task RunAsync(ApiClient api, IEnumerable<ImportedFile> files, Violations violations)
    {
        foreach (ImportedFile file in files.Where(file => file.ImportId is not null))
            Run(file, await api.JsonAsync($"/imports/{file.ImportId}"), violations);
    }

    public static void Run(ImportedFile file, JsonElement status, Violations violations)
    {
        string counts = Counts(status, "state", "recorded", "duplicates", "conflicts", "rejected");
        string expected = Text($"completed {file.Receipts.Count} {file.Known.Count} {file.Altered.Count} 0");
        if (counts != expected) violations.Add($"{file.Name} must come to {expected}, and came to {counts}: {status}");
        JsonElement undo = status.GetProperty("undo");
        file.IsUndone = undo.ValueKind == JsonValueKind.Object;
        if (!file.IsUndone)
        {
            if (file.IsUndoAccepted) violations.Add($"The undo of {file.Name} was acknowledged, and there is none: {status}");
            return;
        }

        if (!file.IsUndoSent) violations.Add($"Nobody sent an undo of {file.Name}: {status}");
        counts = Counts(undo, "state", "annulled", "alreadyRevised", "refused");
        expected = Text($"completed {file.Receipts.Count - file.Revised.Count} {file.Revised.Count} 0");
        if (counts != expected) violations.Add($"The undo of {file.Name} must come to {expected}, and came to {counts}: {undo}");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Counts(JsonElement of, params string[] names) =>
        string.Join(' ', names.Select(name => of.GetProperty(name).ToString()));
}
