namespace RetailGrains.Access;

/// <summary>Decides how long a caller must wait before it tries a secret.</summary>
internal abstract class SignInGuard
{
    /// <summary>Returns how long to wait. Zero allows the attempt, which counts as a failure until the caller reports its result.</summary>
    public abstract TimeSpan Begin(string other, DateTimeOffset now);

    public abstract void Succeeded(string other, DateTimeOffset now);

    public abstract void Withdraw(string other);
}

/// <summary>
/// An address's guard. Each subject that the address tries to sign in as has a separate delay. The address as a whole has another one,
/// which grows with the number of different names at which it failed. That delay stops enumeration of names. A till with a stale secret
/// retries a single name, so it does not delay the other users behind its address. A subject that has signed in from the address before is
/// exempt from that delay. Other addresses are not affected.
/// </summary>
/// <remarks>
/// Clients do not count towards the common delay, because their secrets cannot be guessed. The guard stores them separately, so that
/// invented client ids do not evict the failures of names.
/// </remarks>
internal sealed class AddressGuard : SignInGuard
{
    public static readonly FailureDelay Each = new(Free: 5, TimeSpan.FromMinutes(15));
    public static readonly FailureDelay All = new(Free: 20, TimeSpan.FromMinutes(15));

    private const int MaxSubjects = 1_000;

    private readonly Dictionary<string, Failures> _accounts = [];
    private readonly Dictionary<string, Failures> _clients = [];
    private readonly Dictionary<string, DateTimeOffset> _known = [];
    private DateTimeOffset _lastUnknownName;

    public override TimeSpan Begin(string other, DateTimeOffset now)
    {
        Dictionary<string, Failures> tried = Of(other);
        Forget(tried, now);
        bool isExempt = tried == _clients || _known.ContainsKey(other);
        bool isNew = !tried.TryGetValue(other, out Failures failures);
        TimeSpan one = Each.WaitAt(failures, now);
        TimeSpan all = isExempt ? TimeSpan.Zero : All.WaitAt(new Failures(_accounts.Keys.Count(IsUnknown), _lastUnknownName), now);
        if (one > TimeSpan.Zero || all > TimeSpan.Zero) return one > all ? one : all;
        tried[other] = FailureDelay.Add(failures, now);
        if (isNew && !isExempt) _lastUnknownName = now;
        return TimeSpan.Zero;
    }

    /// <summary>Forgives the failures of this name only: a caller's own secret must not help it to try others.</summary>
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
        else tried[other] = FailureDelay.RemoveOne(failures);
    }

    private bool IsUnknown(string account) => !_known.ContainsKey(account);

    private Dictionary<string, Failures> Of(string other) => SubjectRules.IsClientId(other) ? _clients : _accounts;

    /// <summary>Removes old entries. If too many are new, removes the older half.</summary>
    private static void Forget(Dictionary<string, Failures> tried, DateTimeOffset now)
    {
        List<string> gone = [.. tried.Where(one => FailureDelay.IsForgotten(one.Value, now)).Select(one => one.Key)];
        if (tried.Count - gone.Count >= MaxSubjects)
            gone.AddRange(tried.OrderBy(one => one.Value.Last).Take(MaxSubjects / 2).Select(one => one.Key));
        gone.ForEach(one => tried.Remove(one));
    }
}

/// <summary>
/// A subject's guard, against attempts from many addresses. It starts at a number of failures that a single address cannot reach within an
/// hour. It exempts addresses from which the subject has signed in before, so that an attack does not lock the owner out.
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

    public override void Withdraw(string other) => _all = FailureDelay.RemoveOne(_all);
}
