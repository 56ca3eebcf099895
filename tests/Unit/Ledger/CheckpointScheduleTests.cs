using CsCheck;
using Microsoft.Extensions.Time.Testing;
using RetailGrains.Ledger;

namespace RetailGrains.Tests.Unit.Ledger;

public sealed class CheckpointScheduleTests
{
    private static readonly TimeSpan SaveDelay = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _time = new();
    private readonly CheckpointSchedule _schedule;

    public CheckpointScheduleTests() => _schedule = new CheckpointSchedule(SaveDelay, _time);

    [Fact]
    public void No_move_is_attempted_while_nothing_is_delivered_above_the_checkpoint()
    {
        _time.Advance(10 * SaveDelay);
        Assert.Null(_schedule.Next(checkpoint: 7, delivered: 7));
        Assert.False(_schedule.IsOverdue(7));
    }

    [Fact]
    public void The_delivered_sequence_is_attempted_once_the_entities_have_had_time_to_save()
    {
        Assert.Null(_schedule.Next(0, 5));
        _time.Advance(SaveDelay - TimeSpan.FromTicks(1));
        Assert.Null(_schedule.Next(0, 9));
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(5, _schedule.Next(0, 9)); // later deliveries do not move the target away
    }

    [Fact]
    public void The_next_target_is_the_sequence_delivered_when_the_checkpoint_reaches_the_last_one()
    {
        _schedule.Next(0, 5);
        _time.Advance(SaveDelay);
        Assert.Equal(5, _schedule.Next(0, 9));
        _schedule.OnAnswered(moved: true);
        Assert.Null(_schedule.Next(5, 9));
        _time.Advance(SaveDelay);
        Assert.Equal(9, _schedule.Next(5, 20));
    }

    [Fact]
    public void A_caller_that_waits_does_not_wait_for_the_save_delay()
    {
        _schedule.RequestFlush(delivered: 5);
        Assert.True(_schedule.FlushRequested(4));
        Assert.Equal(5, _schedule.Next(0, 9));
        Assert.False(_schedule.FlushRequested(5));
    }

    [Fact]
    public void Failures_back_off_until_an_answer_arrives()
    {
        _schedule.RequestFlush(5);
        _schedule.OnFailed();
        Assert.Null(_schedule.Next(0, 5));
        _time.Advance(TimeSpan.FromMilliseconds(200)); // the first delay of the backoff
        Assert.Equal(5, _schedule.Next(0, 5));
        _schedule.OnAnswered(moved: false);
        Assert.Equal(5, _schedule.Next(0, 5));
    }

    [Fact]
    public void Failing_attempts_are_frequent_at_first_and_rare_later()
    {
        _schedule.RequestFlush(5);
        for (int i = 0; i < CheckpointSchedule.PromptAttempts; i++)
        {
            Assert.Equal(5, _schedule.Next(0, 5));
            _schedule.OnAnswered(moved: false);
        }

        Assert.Equal(5, _schedule.Next(0, 5));
        _schedule.OnAnswered(moved: false);
        Assert.Null(_schedule.Next(0, 5));
        _time.Advance(TimeSpan.FromMilliseconds(200));
        Assert.Equal(5, _schedule.Next(0, 5));
    }

    [Fact]
    public void A_checkpoint_that_stays_behind_its_target_is_overdue_once_per_interval()
    {
        _schedule.Next(0, 5);
        _time.Advance(CheckpointSchedule.Overdue - TimeSpan.FromTicks(1));
        Assert.False(_schedule.IsOverdue(0));
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.True(_schedule.IsOverdue(0));
        Assert.False(_schedule.IsOverdue(0));
        _time.Advance(CheckpointSchedule.Overdue);
        Assert.True(_schedule.IsOverdue(0));
        Assert.False(_schedule.IsOverdue(5));
    }

    [Fact]
    public void In_any_run_targets_are_delivered_and_above_the_checkpoint_and_the_head_is_reached() =>
        Gen.Int[0, 3].Array[0, 60].Sample(steps =>
        {
            var time = new FakeTimeProvider();
            var schedule = new CheckpointSchedule(SaveDelay, time);
            long checkpoint = 0;
            long delivered = 0;
            foreach (int step in steps)
            {
                time.Advance(SaveDelay / 3);
                if (step == 0) delivered++;
                if (step == 1) schedule.RequestFlush(delivered);
                Try(moves: step == 2);
            }

            for (int i = 0; i < 40 && checkpoint < delivered; i++)
            {
                time.Advance(TimeSpan.FromSeconds(5)); // the maximum of the backoff
                Try(moves: true);
            }

            Assert.Equal(delivered, checkpoint);

            void Try(bool moves)
            {
                if (schedule.Next(checkpoint, delivered) is not { } target) return;
                Assert.InRange(target, checkpoint + 1, delivered);
                if (moves) checkpoint = target;
                if (moves || delivered % 2 == 0) schedule.OnAnswered(moves);
                else schedule.OnFailed();
            }
        });
}
