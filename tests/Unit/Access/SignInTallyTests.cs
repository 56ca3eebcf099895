using RetailGrains.Access;

namespace RetailGrains.Tests.Unit.Access;

public sealed class SignInTallyTests
{
    private static readonly DateTime Noon = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void Attempts_of_one_kind_form_one_summary_with_their_number_and_times()
    {
        var tally = new SignInTally();
        for (int i = 0; i < 3; i++) tally.Add("ann", "10.0.0.1", 401, Noon.AddSeconds(i));
        tally.Add(null, "10.0.0.1", 401, Noon);
        Assert.Equal(
            [("(unknown)", 1, "1 try from 12:00:00 to 12:00:00"), ("ann", 3, "3 tries from 12:00:00 to 12:00:02")],
            tally.Take().OrderBy(one => one.Count).Select(one => (one.Kind.Id, one.Count, one.Detail)));
        Assert.Empty(tally.Take());
    }

    [Fact]
    public void Many_addresses_produce_few_summaries_and_no_attempt_is_lost()
    {
        var tally = new SignInTally();
        for (int i = 0; i < 10_000; i++) tally.Add($"name{i % 500}", $"10.0.{i % 250}.{i / 250}", i % 2 == 0 ? 401 : 429, Noon);
        IReadOnlyCollection<SignInCount> counts = tally.Take();
        Assert.InRange(counts.Count, 1, SignInTally.MaxKinds + 2);
        Assert.Equal(10_000, counts.Sum(one => one.Count));
    }

    [Fact]
    public void Attempts_that_could_not_be_recorded_are_included_in_the_next_summary()
    {
        var tally = new SignInTally();
        tally.Add("ann", "10.0.0.1", 401, Noon);
        SignInCount lost = Assert.Single(tally.Take());
        tally.Add("ann", "10.0.0.1", 401, Noon.AddMinutes(1));
        tally.Add(lost);
        Assert.Equal(new SignInCount(lost.Kind, 2, Noon, Noon.AddMinutes(1)), Assert.Single(tally.Take()));
    }

    [Theory]
    [InlineData(SignInTally.Unknown)]
    [InlineData(SignInTally.Others)]
    public void No_account_can_have_the_name_that_stands_for_none(string name) => Assert.NotNull(SubjectRules.Name(name));
}
