using CsCheck;
using RetailGrains.Failures;

namespace RetailGrains.Tests.Unit.Failures;

public sealed class BackoffTests
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Max = TimeSpan.FromSeconds(5);

    [Fact]
    public void A_delay_lies_in_the_upper_half_of_its_step_and_steps_double_up_to_the_maximum() =>
        Gen.Select(Gen.Int[1, 1_000], Gen.Int[1, 100], Gen.Int[1, 30]).Sample((firstMs, factor, attempts) =>
        {
            TimeSpan step = TimeSpan.FromMilliseconds(firstMs);
            TimeSpan max = step * factor;
            var backoff = new Backoff(step, max);
            for (int i = 0; i < attempts; i++)
            {
                TimeSpan delay = backoff.Next();
                if (delay < step / 2 || delay > step) return false;
                step = step * 2 < max ? step * 2 : max;
            }

            return true;
        });

    [Fact]
    public void Callers_that_failed_together_do_not_retry_together()
    {
        TimeSpan[] delays = [.. Enumerable.Range(0, 100).Select(_ => new Backoff(First, Max).Next())];
        Assert.True(delays.Distinct().Count() > 50);
    }

    [Fact]
    public void A_success_resets_the_delay_to_the_first_step()
    {
        var backoff = new Backoff(First, Max);
        for (int i = 0; i < 20; i++) backoff.Next();
        backoff.Reset();
        Assert.InRange(backoff.Next(), First / 2, First);
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(-1, 10)]
    [InlineData(10, 9)]
    public void Steps_are_positive_and_end_at_the_maximum(int firstMs, int maxMs) =>
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new Backoff(TimeSpan.FromMilliseconds(firstMs), TimeSpan.FromMilliseconds(maxMs)));
}
