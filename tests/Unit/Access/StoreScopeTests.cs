using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using RetailGrains.Access;

namespace RetailGrains.Tests.Unit.Access;

/// <summary>Checks for which stores a caller may send and read data.</summary>
public sealed class StoreScopeTests
{
    private static readonly byte[] Key = Encoding.UTF8.GetBytes("0123456789abcdef0123456789abcdef");

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void An_unbound_caller_may_access_all_stores_and_a_bound_one_only_its_own()
    {
        Assert.True(StoreScope.All.Allows("any"));
        Assert.False(StoreScope.All.IsBound);
        StoreScope scope = StoreScope.Of(["A", "Caf\u00e9"]);
        Assert.True(scope.IsBound);
        Assert.True(scope.Allows("A"));
        Assert.False(scope.Allows("a"));
        Assert.False(scope.Allows("B"));
        // Earlier versions recorded ids without Unicode normalization.
        Assert.True(scope.Allows("Cafe\u0301"));
        Assert.False(StoreScope.Of([]).Allows("A"));
        Assert.False(StoreScope.Of([""]).Allows(""));
    }

    [Fact]
    public void A_scope_covers_only_scopes_with_no_other_stores()
    {
        StoreScope both = StoreScope.Of(["A", "B"]);
        Assert.True(both.Covers(StoreScope.Of(["B"])));
        Assert.True(both.Covers(both));
        Assert.False(StoreScope.Of(["B"]).Covers(both));
        Assert.False(both.Covers(StoreScope.All));
        Assert.True(StoreScope.All.Covers(both));
    }

    [Theory]
    [InlineData(new[] { "A" }, true)]
    [InlineData(new string[0], false)]
    [InlineData(new[] { "A", "A" }, false)]
    [InlineData(new[] { "A", "" }, false)]
    [InlineData(new[] { " A" }, false)]
    public void Stores_of_an_account_are_different_ids(string[] stores, bool valid) =>
        Assert.Equal(valid, StoreScope.Problem(stores) is null);

    [Fact]
    public void Stores_of_an_account_fit_into_the_header_of_a_request()
    {
        Assert.Null(StoreScope.Problem([.. Enumerable.Range(0, StoreScope.MaxStores).Select(i => $"store {i}")]));
        Assert.NotNull(StoreScope.Problem([.. Enumerable.Range(0, StoreScope.MaxStores + 1).Select(i => $"store {i}")]));
        Assert.NotNull(StoreScope.Problem([.. Enumerable.Range(0, 20).Select(i => new string('\u65e5', 60) + i)]));
    }

    [Theory]
    [InlineData("""["A","B"]""", true, false)]
    [InlineData("\"A\"", true, false)]
    [InlineData("[]", false, false)]
    [InlineData("null", false, false)]
    [InlineData("{}", false, false)]
    [InlineData(null, true, true)]
    public async Task An_external_token_is_bound_to_the_stores_that_it_names_even_if_it_names_none(string? stores, bool a, bool c)
    {
        (ClaimsPrincipal caller, SecurityToken token) = await ReadAsync(stores);
        var identity = new ClaimsIdentity(StoreScopes.ClaimsOf(caller, token, RetailTokens.Stores));
        StoreScope scope = StoreScopes.Of(new ClaimsPrincipal(identity));
        Assert.Equal((a, c), (scope.Allows("A"), scope.Allows("C")));
        Assert.Equal(stores is not null, scope.IsBound);
    }

    [Fact]
    public async Task A_token_that_this_platform_issues_names_the_stores()
    {
        var issuer = new TokenIssuer(Options.Create(new AccessOptions { Keys = TokenKeys.OfSecret(Key) }), _time);
        ClaimsPrincipal bound = await ReadIssuedAsync(issuer.Issue("ann", [Roles.Viewer], stores: ["A", "B"]).Text);
        Assert.Equal(["A", "B"], StoreScopes.Of(bound).Stores!.Order());
        ClaimsPrincipal free = await ReadIssuedAsync(issuer.Issue("ann", [Roles.Viewer]).Text);
        Assert.False(StoreScopes.Of(free).IsBound);
    }

    [Fact]
    public async Task An_endpoint_without_a_rule_refuses_callers_that_are_bound_to_stores()
    {
        var http = new DefaultHttpContext();
        http.SetEndpoint(new Endpoint(null, new EndpointMetadataCollection(), "forgotten"));
        Assert.False(await IsAdmittedAsync(http, "A"));
        Assert.True(await IsAdmittedAsync(http));
        http.SetEndpoint(new Endpoint(null, new EndpointMetadataCollection(StoreRule.InPath), "of a store"));
        http.Request.RouteValues["id"] = "A";
        Assert.True(await IsAdmittedAsync(http, "A"));
        Assert.False(await IsAdmittedAsync(http, "B"));
    }

    private static async Task<bool> IsAdmittedAsync(HttpContext http, params string[] stores)
    {
        var caller = new ClaimsPrincipal(new ClaimsIdentity(stores.Select(store => new Claim(RetailTokens.Stores, store))));
        var context = new AuthorizationHandlerContext([StoreRequirement.Instance], caller, http);
        await new StoreAccess().HandleAsync(context);
        return context.HasSucceeded;
    }

    private async Task<(ClaimsPrincipal Caller, SecurityToken Token)> ReadAsync(string? stores)
    {
        string claim = stores is null ? "" : $",\"stores\":{stores}";
        long until = _time.GetUtcNow().AddMinutes(5).ToUnixTimeSeconds();
        string payload = $"{{\"sub\":\"ann\",\"iss\":\"retail-grains\",\"aud\":\"retail-grains\",\"exp\":{until}{claim}}}";
        string text = new JsonWebTokenHandler().CreateToken(
            payload, new SigningCredentials(new SymmetricSecurityKey(Key), SecurityAlgorithms.HmacSha256));
        TokenValidationResult result = await ValidateAsync(text);
        return (new ClaimsPrincipal(result.ClaimsIdentity), result.SecurityToken);
    }

    private async Task<ClaimsPrincipal> ReadIssuedAsync(string text) => new((await ValidateAsync(text)).ClaimsIdentity);

    private async Task<TokenValidationResult> ValidateAsync(string text)
    {
        TokenValidationResult result = await new ValidatedTokenCache(_time).ValidateTokenAsync(
            text, OwnTokens.Parameters(TokenKeys.OfSecret(Key), _time));
        Assert.True(result.IsValid, result.Exception?.Message);
        return result;
    }
}
