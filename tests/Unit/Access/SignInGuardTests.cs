using RetailGrains.Access;

namespace RetailGrains.Unit.Access;

public sealed class SignInGuardTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void An_address_has_five_free_tries_at_a_subject_and_then_waits_twice_as_long_each_time()
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
    public void An_address_that_goes_through_names_waits_too()
    {
        var guard = new AddressGuard();
        for (int i = 0; i < 20; i++) Assert.Equal(TimeSpan.Zero, guard.Begin($"name{i}", Start));
        Assert.Equal(TimeSpan.FromSeconds(1), guard.Begin("another", Start));
    }

    [Fact]
    public void A_secret_of_ones_own_does_not_take_back_tries_at_others()
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
    public void The_right_secret_and_an_hour_of_rest_make_a_new_beginning()
    {
        var guard = new AddressGuard();
        for (int i = 0; i < 4; i++) guard.Begin("ann", Start);
        Assert.Equal(TimeSpan.Zero, guard.Begin("ann", Start));
        guard.Succeeded("ann", Start);
        for (int i = 0; i < 5; i++) Assert.Equal(TimeSpan.Zero, guard.Begin("ann", Start));
        Assert.NotEqual(TimeSpan.Zero, guard.Begin("ann", Start));
        Assert.Equal(TimeSpan.Zero, guard.Begin("ann", Start + FailureDelay.Memory));
        Assert.Equal(TimeSpan.Zero, guard.Begin("ann", Start + FailureDelay.Memory));
    }

    [Fact]
    public void What_an_address_remembers_is_bounded_and_forgets_the_oldest()
    {
        var guard = new AddressGuard();
        DateTimeOffset now = Start;
        for (int i = 0; i < 5_000; i++, now += FailureDelay.Memory) Assert.Equal(TimeSpan.Zero, guard.Begin($"name{i}", now));
    }

    [Fact]
    public void A_subject_tried_from_everywhere_makes_strangers_wait_a_minute_at_most_and_its_owner_not_at_all()
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
