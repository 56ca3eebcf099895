using CsCheck;
using RetailGrains.Access;

namespace RetailGrains.Tests.Unit.Access;

public sealed class SignInGuardTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void An_address_has_five_free_attempts_at_a_subject_and_then_waits_twice_as_long_each_time()
    {
        var guard = new AddressGuard();
        DateTimeOffset now = Start;
        for (int i = 0; i < 5; i++) Assert.Equal(TimeSpan.Zero, guard.Begin("ann", now));
        for (int seconds = 1; seconds <= 512; seconds *= 2)
        {
            Assert.Equal(TimeSpan.FromSeconds(seconds), guard.Begin("ann", now));
            now += TimeSpan.FromSeconds(seconds);
            Assert.Equal(TimeSpan.Zero, guard.Begin("ann", now));
        }

        Assert.Equal(TimeSpan.FromMinutes(15), guard.Begin("ann", now));
    }

    [Fact]
    public void An_address_that_guesses_names_waits_too()
    {
        var guard = new AddressGuard();
        for (int i = 0; i < 20; i++) Assert.Equal(TimeSpan.Zero, guard.Begin($"name{i}", Start));
        Assert.Equal(TimeSpan.FromSeconds(1), guard.Begin("another", Start));
    }

    [Fact]
    public void A_till_that_repeats_a_stale_secret_locks_out_no_other_till_of_its_address()
    {
        var guard = new AddressGuard();
        for (DateTimeOffset now = Start; now < Start.AddHours(3); now += TimeSpan.FromSeconds(3))
        {
            guard.Begin("stale", now);
            Assert.Equal(TimeSpan.Zero, guard.Begin("good", now));
            guard.Succeeded("good", now);
        }
    }

    [Fact]
    public void A_known_name_is_not_delayed_by_wrong_names_from_its_address()
    {
        var guard = new AddressGuard();
        Assert.Equal(TimeSpan.Zero, guard.Begin("good", Start));
        guard.Succeeded("good", Start);
        for (int i = 0; i < 40; i++) guard.Begin($"name{i}", Start);
        Assert.NotEqual(TimeSpan.Zero, guard.Begin("stranger", Start));
        Assert.Equal(TimeSpan.Zero, guard.Begin("good", Start));
        guard.Succeeded("good", Start);
        // The name's own delay still applies. Otherwise an attacker who knows that the name is used at this address could guess its secret.
        for (int i = 0; i < 5; i++) Assert.Equal(TimeSpan.Zero, guard.Begin("good", Start));
        Assert.NotEqual(TimeSpan.Zero, guard.Begin("good", Start));
    }

    [Fact]
    public void Sign_ins_of_known_names_do_not_prolong_the_delay_of_strangers()
    {
        var guard = new AddressGuard();
        guard.Begin("good", Start);
        guard.Succeeded("good", Start);
        for (int i = 0; i < 20; i++) guard.Begin($"name{i}", Start);
        DateTimeOffset later = Start + TimeSpan.FromMilliseconds(900);
        guard.Begin("good", later);
        Assert.Equal(TimeSpan.FromMilliseconds(100), guard.Begin("stranger", later));
    }

    [Fact]
    public void Client_ids_neither_cause_nor_meet_the_common_delay_and_evict_no_name()
    {
        var guard = new AddressGuard();
        for (int i = 0; i < 5; i++) guard.Begin("ann", Start);
        for (int i = 0; i < 5_000; i++) Assert.Equal(TimeSpan.Zero, guard.Begin($"client-{i}", Start));
        Assert.NotEqual(TimeSpan.Zero, guard.Begin("ann", Start));
        Assert.Equal(TimeSpan.Zero, guard.Begin("bob", Start));
        for (int i = 0; i < 40; i++) guard.Begin($"name{i}", Start);
        Assert.Equal(TimeSpan.Zero, guard.Begin("client-new", Start));
    }

    /// <summary>An attacker's attempts in any order and at any rate, including sign-ins with the attacker's own correct secret.</summary>
    [Fact]
    public void No_pattern_gives_an_address_many_attempts_at_a_name_or_at_many_names_within_an_hour() =>
        Gen.Select(Gen.Int[0, 60], Gen.Int[0, 20_000], Gen.Int[0, 3]).Array[1, 2_000].Sample(steps =>
        {
            var guard = new AddressGuard();
            Dictionary<string, int> tried = [];
            DateTimeOffset now = Start;
            foreach ((int name, int milliseconds, int kind) in steps)
            {
                now += TimeSpan.FromMilliseconds(milliseconds);
                if (now >= Start + FailureDelay.Retention) break;
                string other = kind == 0 ? "own" : $"name{name}";
                if (guard.Begin(other, now) > TimeSpan.Zero) continue;
                if (kind == 0) guard.Succeeded(other, now);
                else tried[other] = tried.GetValueOrDefault(other) + 1;
            }

            return tried.Count <= 34 && tried.Values.All(count => count <= 20);
        });

    [Fact]
    public void A_correct_secret_does_not_reset_the_attempts_at_other_names()
    {
        var guard = new AddressGuard();
        int tries = 0;
        for (; tries < 100 && guard.Begin($"name{tries}", Start) == TimeSpan.Zero; tries++)
        {
            if (guard.Begin("own", Start) == TimeSpan.Zero) guard.Succeeded("own", Start);
        }

        Assert.Equal(20, tries);
    }

    [Fact]
    public void The_right_secret_and_an_hour_without_attempts_reset_the_delays()
    {
        var guard = new AddressGuard();
        for (int i = 0; i < 4; i++) guard.Begin("ann", Start);
        Assert.Equal(TimeSpan.Zero, guard.Begin("ann", Start));
        guard.Succeeded("ann", Start);
        for (int i = 0; i < 5; i++) Assert.Equal(TimeSpan.Zero, guard.Begin("ann", Start));
        Assert.NotEqual(TimeSpan.Zero, guard.Begin("ann", Start));
        Assert.Equal(TimeSpan.Zero, guard.Begin("ann", Start + FailureDelay.Retention));
        Assert.Equal(TimeSpan.Zero, guard.Begin("ann", Start + FailureDelay.Retention));
    }

    [Fact]
    public void The_memory_of_an_address_is_bounded_and_drops_the_oldest()
    {
        var guard = new AddressGuard();
        DateTimeOffset now = Start;
        for (int i = 0; i < 5_000; i++, now += FailureDelay.Retention) Assert.Equal(TimeSpan.Zero, guard.Begin($"name{i}", now));
    }

    [Fact]
    public void A_subject_attacked_from_many_addresses_delays_unknown_addresses_a_minute_at_most_and_its_owner_not_at_all()
    {
        var guard = new SubjectGuard();
        guard.Begin("home", Start);
        guard.Succeeded("home", Start);
        for (int i = 0; i < 100; i++) Assert.Equal(TimeSpan.Zero, guard.Begin($"10.0.0.{i}", Start));
        Assert.Equal(TimeSpan.FromSeconds(1), guard.Begin("elsewhere", Start));
        Assert.Equal(TimeSpan.Zero, guard.Begin("home", Start));
        DateTimeOffset now = Start;
        for (int i = 0; i < 20; i++)
        {
            TimeSpan wait = guard.Begin("elsewhere", now);
            Assert.InRange(wait, TimeSpan.Zero, TimeSpan.FromMinutes(1));
            now += wait;
            guard.Begin("elsewhere", now);
        }
    }

    [Fact]
    public void One_address_alone_never_makes_a_subject_wait_for_others()
    {
        var address = new AddressGuard();
        var subject = new SubjectGuard();
        for (DateTimeOffset now = Start; now < Start.AddHours(12); now += TimeSpan.FromSeconds(1))
        {
            if (address.Begin("ann", now) == TimeSpan.Zero) subject.Begin("attacker", now);
            if (now.Second == 0) Assert.Equal(TimeSpan.Zero, Peek(subject, now));
        }

        static TimeSpan Peek(SubjectGuard guard, DateTimeOffset now)
        {
            TimeSpan wait = guard.Begin("elsewhere", now);
            if (wait == TimeSpan.Zero) guard.Withdraw("elsewhere");
            return wait;
        }
    }
}
