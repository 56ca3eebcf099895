namespace RetailGrains.Access;

/// <summary>Decides who must wait before he tries a secret.</summary>
internal abstract class SignInGuard
{
    /// <summary>How long to wait; zero when a try may be made now, which then counts as a failure until another is told.</summary>
    public abstract TimeSpan Begin(string other, DateTimeOffset now);

    public abstract void Succeeded(string other, DateTimeOffset now);

    public abstract void Withdraw(string other);
}

/// <summary>
/// An address's guard: it has a delay of its own for each subject that it tries, and one for all of them together, which who goes through
/// names meets. So one address soon tries next to nothing, and nobody at another address waits for that.
/// </summary>
internal sealed class AddressGuard : SignInGuard
{
    public static readonly FailureDelay Each = new(Free: 5, TimeSpan.FromMinutes(15));
    public static readonly FailureDelay All = new(Free: 20, TimeSpan.FromMinutes(15));

    private const int MostSubjects = 1_000;

    private readonly Dictionary<string, Failures> _each = [];
    private Failures _all;

    public override TimeSpan Begin(string other, DateTimeOffset now)
    {
        Failures each = _each.GetValueOrDefault(other);
        TimeSpan one = Each.WaitAt(each, now);
        TimeSpan all = All.WaitAt(_all, now);
        if (one > TimeSpan.Zero || all > TimeSpan.Zero) return one > all ? one : all;
        if (_each.Count >= MostSubjects) Forget(now);
        _each[other] = FailureDelay.Add(each, now);
        _all = FailureDelay.Add(_all, now);
        return TimeSpan.Zero;
    }

    /// <summary>Of all together only this try is taken back: a secret of one's own is no means to try others'.</summary>
    public override void Succeeded(string other, DateTimeOffset now)
    {
        _each.Remove(other);
        _all = FailureDelay.TakeBack(_all);
    }

    public override void Withdraw(string other)
    {
        if (_each.TryGetValue(other, out Failures each)) _each[other] = FailureDelay.TakeBack(each);
        _all = FailureDelay.TakeBack(_all);
    }

    /// <summary>What is old goes; if all is new, the older half.</summary>
    private void Forget(DateTimeOffset now)
    {
        List<string> gone = [.. _each.Where(one => FailureDelay.IsForgotten(one.Value, now)).Select(one => one.Key)];
        if (gone.Count == 0) gone = [.. _each.OrderBy(one => one.Value.Last).Take(MostSubjects / 2).Select(one => one.Key)];
        gone.ForEach(one => _each.Remove(one));
    }
}

/// <summary>
/// A subject's guard, against many addresses that try it together. It begins where no single address gets within an hour, and lets those
/// addresses pass from which the right secret came before: so its owner goes on, though others try.
/// </summary>
internal sealed class SubjectGuard : SignInGuard
{
    public static readonly FailureDelay All = new(Free: 100, TimeSpan.FromMinutes(1));

    private const int MostKnown = 100;

    private readonly List<string> _known = [];
    private Failures _all;

    public override TimeSpan Begin(string other, DateTimeOffset now)
    {
        TimeSpan wait = _known.Contains(other) ? TimeSpan.Zero : All.WaitAt(_all, now);
        if (wait == TimeSpan.Zero) _all = FailureDelay.Add(_all, now);
        return wait;
    }

    public override void Succeeded(string other, DateTimeOffset now)
    {
        Withdraw(other);
        _known.Remove(other);
        if (_known.Count == MostKnown) _known.RemoveAt(0);
        _known.Add(other);
    }

    public override void Withdraw(string other) => _all = FailureDelay.TakeBack(_all);
}
