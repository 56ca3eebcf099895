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
/// An address's guard. Each subject that the address tries has a delay of its own. Besides, there is one for the address as a whole, which
/// grows with the number of different names that it failed at: somebody who goes through names meets it, and a till with a stale secret,
/// which tries one name over and over, does not make it longer for the others behind the same address. A subject that signed in from the
/// address before is exempt from it. Nobody at another address waits for any of that.
/// </summary>
/// <remarks>
/// Clients have no part in the common delay, since their secrets can't be guessed. They are remembered apart, so that made-up ids of clients
/// don't push out what is known of names.
/// </remarks>
internal sealed class AddressGuard : SignInGuard
{
    public static readonly FailureDelay Each = new(Free: 5, TimeSpan.FromMinutes(15));
    public static readonly FailureDelay All = new(Free: 20, TimeSpan.FromMinutes(15));

    private const int MaxSubjects = 1_000;

    private readonly Dictionary<string, Failures> _accounts = [];
    private readonly Dictionary<string, Failures> _clients = [];
    private readonly Dictionary<string, DateTimeOffset> _known = [];
    private DateTimeOffset _lastStranger;

    public override TimeSpan Begin(string other, DateTimeOffset now)
    {
        Dictionary<string, Failures> tried = Of(other);
        Forget(tried, now);
        bool isExempt = tried == _clients || _known.ContainsKey(other);
        bool isNew = !tried.TryGetValue(other, out Failures failures);
        TimeSpan one = Each.WaitAt(failures, now);
        TimeSpan all = isExempt ? TimeSpan.Zero : All.WaitAt(new Failures(_accounts.Keys.Count(IsStrange), _lastStranger), now);
        if (one > TimeSpan.Zero || all > TimeSpan.Zero) return one > all ? one : all;
        tried[other] = FailureDelay.Add(failures, now);
        if (isNew && !isExempt) _lastStranger = now;
        return TimeSpan.Zero;
    }

    /// <summary>Only this name's failures are forgiven: a secret of one's own is no means to try others'.</summary>
    public override void Succeeded(string other, DateTimeOffset now)
    {
        Of(other).Remove(other);
        if (Of(other) == _clients) return;
        if (_known.Count >= MaxSubjects && !_known.ContainsKey(other)) _known.Remove(_known.MinBy(one => one.Value).Key);
        _known[other] = now;
    }

    public override void Withdraw(string other)
    {
        Dictionary<string, Failures> tried = Of(other);
        if (!tried.TryGetValue(other, out Failures failures)) return;
        if (failures.Count <= 1) tried.Remove(other);
        else tried[other] = FailureDelay.TakeBack(failures);
    }

    private bool IsStrange(string account) => !_known.ContainsKey(account);

    private Dictionary<string, Failures> Of(string other) => SubjectRules.IsClientId(other) ? _clients : _accounts;

    /// <summary>What is old goes; if there is too much that is new, the older half.</summary>
    private static void Forget(Dictionary<string, Failures> tried, DateTimeOffset now)
    {
        List<string> gone = [.. tried.Where(one => FailureDelay.IsForgotten(one.Value, now)).Select(one => one.Key)];
        if (tried.Count - gone.Count >= MaxSubjects)
            gone.AddRange(tried.OrderBy(one => one.Value.Last).Take(MaxSubjects / 2).Select(one => one.Key));
        gone.ForEach(one => tried.Remove(one));
    }
}

/// <summary>
/// A subject's guard, against many addresses that try it together. It begins where no single address gets within an hour, and lets those
/// addresses pass from which the right secret came before: so its owner goes on, though others try.
/// </summary>
internal sealed class SubjectGuard : SignInGuard
{
    public static readonly FailureDelay All = new(Free: 100, TimeSpan.FromMinutes(1));

    private const int MaxKnown = 100;

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
        if (_known.Count == MaxKnown) _known.RemoveAt(0);
        _known.Add(other);
    }

    public override void Withdraw(string other) => _all = FailureDelay.TakeBack(_all);
}
