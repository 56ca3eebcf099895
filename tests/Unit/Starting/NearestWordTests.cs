using RetailGrains.ServiceDefaults.Settings;
using RetailGrains.Silo.CommandLine;

namespace RetailGrains.Tests.Unit.Starting;

public sealed class NearestWordTests
{
    private static readonly string[] Known = ["serve", "demo", "import", "migrate", "--serve", "--Ledger:TailLines"];

    [Theory]
    [InlineData("dmeo", "demo")]
    [InlineData("DEMO", "demo")]
    [InlineData("imprt", "import")]
    [InlineData("--serv", "--serve")]
    [InlineData("--Ledger:TailLnes", "--Ledger:TailLines")]
    [InlineData("unrelated", null)]
    [InlineData("x", null)]
    public void The_nearest_word_is_suggested_and_no_distant_one(string word, string? nearest) =>
        Assert.Equal(nearest, NearestWord.Of(word, Known));

    [Theory]
    [InlineData("demo", "demo", 0)]
    [InlineData("demo", "dmeo", 1)]
    [InlineData("demo", "dem", 1)]
    [InlineData("demo", "demon", 1)]
    [InlineData("demo", "memo", 1)]
    [InlineData("", "demo", 4)]
    public void A_swap_counts_as_one_mistake(string one, string other, int distance) =>
        Assert.Equal((distance, distance), (NearestWord.Distance(one, other), NearestWord.Distance(other, one)));
}
