using System.Net;
using RetailGrains.Access;

namespace RetailGrains.Tests.Cluster;

/// <summary>Client secrets that earlier versions stored.</summary>
public sealed class ClientSecretTests
{
    private const string Id = "client-0011223344556677";

    private static readonly DateTime Made = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public async Task A_secret_with_a_slow_hash_is_accepted_and_gets_a_fast_hash()
    {
        await using RetailCluster cluster = await RetailCluster.StartAsync(silos: 1);
        using var hashing = new SecretHashing();
        SubjectSecret[] secrets = [await SlowAsync("newer", Made), await SlowAsync("older", Made.AddDays(-1))];
        await cluster.Grains.GetSubjects(clients: true).AddAsync(new Subject(Id, "till", [Roles.Producer], Made, secrets), onlyIfNew: true);
        var log = new Log();
        var signIn = new SignIn(cluster.Grains, hashing, log, TimeProvider.System);

        Assert.Null((await TryAsync("wrong")).Subject);
        SignInResult right = await TryAsync("older");
        Assert.Equal(Id, right.Subject?.Id);
        SubjectSecret[] after = (await cluster.Grains.GetSubject(Id).FindAsync()).Subject!.Secrets;
        Assert.Equal([false, true], after.Select(one => ClientSecrets.IsOne(one.Hash)));
        // Tokens identify a secret by its creation time, so tokens issued before the change of the hash stay valid.
        Assert.Equal(secrets.Select(one => one.CreatedAt), after.Select(one => one.CreatedAt));
        Assert.Equal(Id, (await TryAsync("older")).Subject?.Id);
        Assert.Equal(Id, (await TryAsync("newer")).Subject?.Id);
        Assert.All(
            (await cluster.Grains.GetSubject(Id).FindAsync()).Subject!.Secrets, one => Assert.True(ClientSecrets.IsOne(one.Hash)));
        Assert.Null((await TryAsync("wrong")).Subject);
        Assert.Equal((3, 2), (log.Right, log.Wrong));

        Task<SignInResult> TryAsync(string secret) => signIn.TryAsync(Id, secret, IPAddress.Loopback, CancellationToken.None);

        async Task<SubjectSecret> SlowAsync(string secret, DateTime at) =>
            new((await hashing.HashAsync(secret, CancellationToken.None))!, at, null);
    }

    private sealed class Log : ISignInLog
    {
        public int Right { get; private set; }

        public int Wrong { get; private set; }

        public Task SucceededAsync(string id, string address)
        {
            Right++;
            return Task.CompletedTask;
        }

        public void Refused(string? id, string address, int status) => Wrong++;
    }
}
