using System.Text;
using RetailGrains.Api.Hosting;

namespace RetailGrains.Tests.Unit.Limits;

/// <summary>docs/limits.md agrees with the code. <c>RETAIL_WRITE_LIMITS=1</c> regenerates its tables.</summary>
public sealed class LimitsPageTests
{
    private const string EndpointHead =
        "| endpoint | role | body | concurrent, per caller | timeout | response |\n| --- | --- | --- | --- | --- | --- |\n";

    private const string BoundHead = "| limit on | setting | default | when exceeded |\n| --- | --- | --- | --- |\n";

    /// <summary>Settings of these sections that limit no caller: trust, intervals and addresses.</summary>
    private static readonly string[] NoBounds =
    [
        "Limits:TrustedProxies:*", "Limits:CorsOrigins:*",
        "Ledger:CommitInterval", "Ledger:DeliveryInterval", "Ledger:SaveDelay", "Ledger:CheckpointInterval", "Ledger:GenerationPoll",
        "Streams:PublishRecorded", "Streams:Client",
    ];

    private static readonly string[] Sections = ["Limits", "Live", "Imports", "Ledger", "Streams"];

    [Fact]
    public async Task Every_endpoint_of_the_api_has_a_row_and_every_row_an_endpoint() =>
        await HoldsAsync("endpoints", EndpointHead + string.Join('\n', await EndpointRows.OfApiAsync()));

    [Fact]
    public async Task Every_endpoint_of_the_operations_port_has_its_row() =>
        await HoldsAsync("operations-endpoints", EndpointHead + string.Join('\n', await EndpointRows.OfOperationsPortAsync()));

    [Fact]
    public async Task Every_limit_on_the_page_equals_that_of_the_code()
    {
        foreach ((string section, IReadOnlyList<Bound> bounds) in BoundRows.Sections)
            await HoldsAsync(section, BoundHead + string.Join('\n', bounds.Select(bound => bound.Row)));
    }

    [Fact]
    public void Every_setting_that_limits_something_has_a_row()
    {
        string[] settings = [.. ApiSettings.Known.Names.Where(name => Sections.Contains(name.Split(':')[0])).Except(NoBounds)];
        Assert.True(settings.Length > 30);
        string[] shown = [.. BoundRows.Sections.Values.SelectMany(bounds => bounds).Select(bound => bound.Setting).OfType<string>()];
        Assert.Empty(settings.Except(shown));
    }

    [Fact]
    public async Task Every_table_on_the_page_is_checked_against_the_code()
    {
        string page = await File.ReadAllTextAsync(PagePath());
        string[] marked = [.. page.Split('\n').Where(line => line.StartsWith("<!-- table ", StringComparison.Ordinal))];
        Assert.Equal(BoundRows.Sections.Count + 2, marked.Length);
    }

    private static async Task HoldsAsync(string table, string rows)
    {
        string path = PagePath(), page = await File.ReadAllTextAsync(path);
        string begin = $"<!-- table {table} -->\n", end = "\n<!-- end -->";
        int from = page.IndexOf(begin, StringComparison.Ordinal);
        Assert.True(from >= 0, $"docs/limits.md has no table {table}: it stands between '{begin.Trim()}' and '{end.Trim()}'.");
        from += begin.Length;
        int to = page.IndexOf(end, from, StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("RETAIL_WRITE_LIMITS") == "1")
        {
            page = new StringBuilder().Append(page, 0, from).Append(rows).Append(page, to, page.Length - to).ToString();
            await File.WriteAllTextAsync(path, page);
            return;
        }

        string[] written = page[from..to].Split('\n'), wanted = rows.Split('\n');
        Assert.True(
            written.SequenceEqual(wanted),
            $"docs/limits.md is not what the code does. Run this test with RETAIL_WRITE_LIMITS=1.\nMissing:\n"
            + string.Join('\n', wanted.Except(written)) + "\nNot so:\n" + string.Join('\n', written.Except(wanted)));
    }

    private static string PagePath()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "RetailGrains.sln"))) folder = folder.Parent;
        return Path.Combine(folder!.FullName, "docs", "limits.md");
    }
}
