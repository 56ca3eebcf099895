using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace RetailGrains.Access;

/// <summary>
/// Remembers the credentials that were correct within the last minute. A browser sends them with every request of a page, and hashing them
/// each time would dominate the cost. The cache keys are HMACs under a key of this process, so that they reveal nothing.
/// </summary>
internal sealed class CredentialCache(TimeProvider time)
{
    private const int MaxEntries = 1_000;
    private static readonly TimeSpan Retention = TimeSpan.FromMinutes(1);

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly ConcurrentDictionary<string, (Subject Subject, DateTimeOffset Until)> _validated = new();

    public Subject? Find(string credentials) =>
        _validated.TryGetValue(DigestOf(credentials), out var known) && time.GetUtcNow() < known.Until ? known.Subject : null;

    public void Remember(string credentials, Subject subject)
    {
        if (_validated.Count >= MaxEntries) _validated.Clear();
        _validated[DigestOf(credentials)] = (subject, time.GetUtcNow() + Retention);
    }

    private string DigestOf(string credentials) => Convert.ToHexString(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(credentials)));
}
