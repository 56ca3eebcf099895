using System.Text;
using Npgsql;
using RetailGrains.Ledger.Postgres;
using RetailGrains.Text;

namespace RetailGrains.Tests.Stores;

/// <summary>Compares the composed form of ids with another implementation of Unicode composition: PostgreSQL's <c>normalize</c>.</summary>
[Collection(PostgresCollection.Name)]
public sealed class ComposedTextTests(PostgresFixture server)
{
    private const int Batch = 20_000;
    private const int Random = 60_000;

    private static readonly int[] Marks =
        [0x300, 0x301, 0x302, 0x307, 0x308, 0x30A, 0x315, 0x31B, 0x323, 0x327, 0x328, 0x338, 0x345, 0x5B0, 0x5BC, 0x64B, 0x651, 0x93C,
            0x3099, 0x302A];

    [Fact]
    public async Task Every_character_and_sequence_is_composed_as_in_PostgreSQL()
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(PostgresUrl.Parse(await server.CreateUrlAsync()));
        foreach (string[] texts in Texts().Chunk(Batch))
        {
            await using NpgsqlCommand command = source.CreateCommand(
                "SELECT text, normalize(text, NFC) FROM unnest($1) AS text");
            command.Parameters.AddWithValue(texts);
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                string text = reader.GetString(0), composed = reader.GetString(1);
                Assert.True(
                    composed == ComposedText.Of(text), $"{Shown(text)} is {Shown(composed)}, and not {Shown(ComposedText.Of(text))}");
            }
        }
    }

    /// <summary>Every character alone, many with a combining mark, and random sequences of letters, syllables and marks.</summary>
    private static IEnumerable<string> Texts()
    {
        for (int c = 1; c <= 0x2FA1F; c++)
        {
            if (!Rune.IsValid(c)) continue;
            yield return char.ConvertFromUtf32(c);
            if (c is < 0x3400 or > 0xD7FF and < 0x12000)
                yield return char.ConvertFromUtf32(c) + char.ConvertFromUtf32(Marks[c % Marks.Length]);
        }

        var random = new Random(7);
        int[] starters =
            [.. "aeousAEOUSкиวกあか".Select(c => (int)c), 0x1100, 0x1161, 0x11A8, 0xAC00, 0x915, 0x9C7, 0x9BE, 0x1E69, 0x212B, 0x1D15E];
        for (int n = 0; n < Random; n++)
        {
            yield return string.Concat(Enumerable.Range(0, random.Next(1, 8)).Select(_ => char.ConvertFromUtf32(
                random.Next(2) == 0 ? starters[random.Next(starters.Length)] : Marks[random.Next(Marks.Length)])));
        }
    }

    private static string Shown(string text) => string.Join(' ', text.EnumerateRunes().Select(rune => $"U+{rune.Value:X4}"));
}
