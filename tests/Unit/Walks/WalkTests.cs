using CsCheck;
using RetailGrains.Api.Walks;

namespace RetailGrains.Tests.Unit.Walks;

/// <summary>A ranking that changes and grows during a walk.</summary>
public sealed class WalkTests
{
    private const string List = "-NetRevenue of Product 0";

    private static readonly DateTime Now = new(2026, 11, 25, 12, 0, 0, DateTimeKind.Utc);

    /// <summary>The changes between two pages: figures of some entities, and new entities.</summary>
    private sealed record Meanwhile((int Entity, int Figure)[] Changes, int New);

    private static readonly Gen<Meanwhile> AnyMeanwhile = Gen.Select(
        Gen.Select(Gen.Int[0, 60], Gen.Int[0, 20]).Array[0, 8], Gen.Int[0, 2]).Select((changes, born) => new Meanwhile(changes, born));

    [Fact]
    public void A_walk_shows_every_entity_that_existed_at_its_start_exactly_once() =>
        Gen.Select(Gen.Int[0, 20].Array[1, 60], Gen.Int[1, 20], AnyMeanwhile.Array[70]).Sample((figures, limit, meanwhile) =>
        {
            Dictionary<string, int> ranking =
                figures.Select((figure, i) => (Id: Id(i), figure)).ToDictionary(one => one.Id, one => one.figure);
            string[] atTheBeginning = [.. ranking.Keys];
            List<string> shown = Shown(ranking, limit, new Queue<Meanwhile>(meanwhile));
            return shown.Count == shown.Distinct().Count() && !atTheBeginning.Except(shown).Any();
        });

    [Fact]
    public void The_first_pages_cursor_contains_the_entities_that_it_showed()
    {
        string[] ids = [.. Enumerable.Range(0, 500).Select(Id)];
        var start = Assert.IsType<WalkStart>(WalkCursor.Read(WalkCursor.Start(List, Now, ids), List));
        Assert.Equal(ids.Select(Walk.HashOf).Order(), start.Shown.Order());
        Assert.Equal(["id 500"], Walk.Rest([.. ids, "id 500"], start.Shown));
        Assert.True(WalkCursor.Start(List, Now, ids).Length < 6_000, "A cursor must fit into a URL.");
    }

    [Fact]
    public void The_cursor_of_a_later_page_contains_the_position_in_its_walk()
    {
        var walk = Guid.NewGuid();
        Assert.Equal(new WalkStep(walk, 150), WalkCursor.Read(WalkCursor.Step(List, walk, 150), List));
    }

    [Fact]
    public void A_cursor_belongs_to_its_list()
    {
        Assert.Null(WalkCursor.Read(WalkCursor.Start(List, Now, ["a"]), "NetRevenue of Product 0"));
        Assert.Null(WalkCursor.Read(WalkCursor.Step(List, Guid.NewGuid(), 1), "NetRevenue of Product 0"));
    }

    [Fact]
    public void The_same_cursor_is_the_same_walk_within_the_minute_and_another_page_is_another_walk()
    {
        string cursor = WalkCursor.Start(List, Now, ["a", "b"]);
        Assert.Equal(Walk.IdOf(cursor, Now), Walk.IdOf(cursor, Now.AddSeconds(59)));
        Assert.NotEqual(Walk.IdOf(cursor, Now), Walk.IdOf(cursor, Now.AddMinutes(1)));
        Assert.NotEqual(Walk.IdOf(cursor, Now), Walk.IdOf(WalkCursor.Start(List, Now.AddTicks(10), ["a", "b"]), Now));
    }

    /// <summary>Any text, and valid cursors with one changed character.</summary>
    [Fact]
    public void Any_cursor_is_parsed_or_refused() =>
        Gen.Select(
            Gen.OneOf(
                Gen.String,
                Gen.Byte.Array[0, 60].Select(bytes => System.Buffers.Text.Base64Url.EncodeToString(bytes)),
                Gen.OneOfConst(WalkCursor.Start(List, Now, ["a", "b"]), WalkCursor.Step(List, Guid.Empty, 7))),
            Gen.Int[0, 200],
            Gen.Char).Sample((text, at, changed) =>
            {
                string mutated = at < text.Length ? text[..at] + changed + text[(at + 1)..] : text;
                return WalkCursor.Read(mutated, List) is null or WalkStart { Shown.Count: > 0 } or WalkStep { From: > 0 };
            });

    private static string Id(int number) => $"id {number}";

    /// <summary>Reads the ranking page by page as the API does, but keeps the walk in memory.</summary>
    private static List<string> Shown(Dictionary<string, int> ranking, int limit, Queue<Meanwhile> meanwhile)
    {
        List<string> page = [.. Ranked(ranking).Take(limit)];
        if (ranking.Count <= limit) return page;
        string cursor = WalkCursor.Start(List, Now, page);
        Happen(ranking, meanwhile.Dequeue());
        var start = (WalkStart)WalkCursor.Read(cursor, List)!;
        List<string> rest = Walk.Rest(Ranked(ranking), start.Shown);
        List<string> shown = [.. page, .. rest.Take(limit)];
        for (int from = limit; from < rest.Count;)
        {
            Happen(ranking, meanwhile.Dequeue());
            var step = (WalkStep)WalkCursor.Read(WalkCursor.Step(List, Walk.IdOf(start.Cursor, Now), from), List)!;
            page = [.. rest.Skip(step.From).Take(limit)];
            shown.AddRange(page);
            from += page.Count;
        }

        return shown;
    }

    private static IEnumerable<string> Ranked(Dictionary<string, int> ranking) =>
        ranking.OrderByDescending(one => one.Value).ThenBy(one => one.Key, StringComparer.Ordinal).Select(one => one.Key);

    private static void Happen(Dictionary<string, int> ranking, Meanwhile meanwhile)
    {
        foreach ((int entity, int figure) in meanwhile.Changes)
        {
            if (ranking.ContainsKey(Id(entity))) ranking[Id(entity)] = figure;
        }

        for (int n = 0; n < meanwhile.New; n++) ranking.Add($"new {ranking.Count}", 10);
    }
}
