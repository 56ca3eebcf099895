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
    private const int Most = 1_000;
    private static readonly TimeSpan Retention = TimeSpan.FromMinutes(1);

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly ConcurrentDictionary<string, (Subject Subject, DateTimeOffset Until)> _proved = new();

    public Subject? Find(string credentials) =>
        _proved.TryGetValue(DigestOf(credentials), out var proved) && time.GetUtcNow() < proved.Until ? proved.Subject : null;

    public void Remember(string credentials, Subject subject)
    {
        if (_proved.Count >= Most) _proved.Clear();
        _proved[DigestOf(credentials)] = (subject, time.GetUtcNow() + Retention);
    }

    private string DigestOf(string credentials) => Convert.ToHexString(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(credentials)));
}
