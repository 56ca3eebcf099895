using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Orleans.Runtime;
using RetailGrains.Access;

namespace RetailGrains.Tests.Unit.Access;

/// <summary>A ticket that one process issues and another verifies by its own clock.</summary>
public sealed class CallTicketTests
{
    private static readonly TokenKeys Keys = TokenKeys.OfSecret(Encoding.UTF8.GetBytes("0123456789abcdef0123456789abcdef"));

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData(0, true)]
    [InlineData(3_602, true)]
    [InlineData(-3_602, true)]
    [InlineData(7_206, false)]
    public async Task A_ticket_is_accepted_by_a_process_whose_clock_is_off_by_an_hour(int seconds, bool isAccepted)
    {
        var user = new ClaimsPrincipal(new ClaimsIdentity(
            [new Claim(RetailTokens.Subject, "ann"), new Claim(RetailTokens.RoleClaim, Roles.Operator)],
            "test", RetailTokens.Subject, RetailTokens.RoleClaim));
        TicketsAt(0).Attach(user, "192.0.2.7", auditRow: 3);
        VerifiedCaller? caller = await TicketsAt(seconds).CallerOfAsync(RequestContext.Get(CallTicket.Key) as string);
        if (!isAccepted) Assert.Null(caller);
        else Assert.Equal(("ann", "192.0.2.7", (long?)3), (caller!.Name, caller.Address, caller.AuditRow));
    }

    private CallTickets TicketsAt(int seconds)
    {
        var time = new FakeTimeProvider(_time.GetUtcNow().AddSeconds(seconds));
        var services = new ServiceCollection();
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure(bearer => bearer.TokenValidationParameters = OwnTokens.Parameters(Keys, time));
        return new CallTickets(
            new TokenIssuer(Options.Create(new AccessOptions { Keys = Keys }), time),
            services.BuildServiceProvider().GetRequiredService<IOptionsMonitor<JwtBearerOptions>>());
    }
}
