using CsCheck;
using RetailGrains.Access;

namespace RetailGrains.Tests.Unit.Access;

public sealed class SessionLifeTests
{
    [Theory]
    [InlineData(0, 30)]
    [InlineData(11 * 60, 30)]
    [InlineData((11 * 60) + 45, 15)]
    [InlineData(12 * 60, 0)]
    [InlineData(13 * 60, -60)]
    public void A_refresh_token_lives_for_the_idle_time_but_not_beyond_the_session(int minutes, int left) =>
        Assert.Equal(TimeSpan.FromMinutes(left), SessionLife.Left(new AccessOptions(), 1_000, 1_000 + (minutes * 60)));

    [Fact]
    public void No_sequence_of_renewals_leads_beyond_the_maximum() =>
        Gen.Select(Gen.Int[1, 1_440], Gen.Int[1, 168], Gen.Double[0, 1].Array[1, 50]).Sample((idle, max, waits) =>
        {
            var options = new AccessOptions { SessionIdle = TimeSpan.FromMinutes(idle), SessionMax = TimeSpan.FromHours(max) };
            long at = 0;
            foreach (double wait in waits)
            {
                TimeSpan left = SessionLife.Left(options, signedInAt: 0, at);
                Assert.True(left <= options.SessionIdle);
                Assert.True(TimeSpan.FromSeconds(at) + left <= options.SessionMax);
                if (left <= TimeSpan.Zero) return;
                at += (long)(left.TotalSeconds * wait);
            }
        });
}
