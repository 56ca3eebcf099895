namespace RetailGrains.Access;

/// <summary>Who may get in, and how that is proved.</summary>
public sealed class AccessOptions
{
    /// <summary>A signature by HMAC-SHA-256 is as strong as its hash when the key is as long.</summary>
    public const int MinKey = 32;

    /// <summary>The settings of the section <c>Access</c>; <c>*</c> stands for a value of the issuer's claim.</summary>
    public static IReadOnlyList<string> SectionSettings { get; } =
    [
        "Access:RevocationDelay", "Access:OpenMetrics", "Access:OpenHealth", "Access:Outside:Authority", "Access:Outside:Audience",
        "Access:Outside:RolesClaim", "Access:Outside:Roles:*",
    ];

    /// <summary>
    /// Sign tokens and verify them. In Development, when none is configured, one is made and kept in RETAIL_HOME. Environment:
    /// JWT_SECRET_KEY or JWT_PRIVATE_KEY_FILE to sign, JWT_ACCEPTED_SECRET_KEY and JWT_PUBLIC_KEY_FILE to verify.
    /// </summary>
    public TokenKeys Keys { get; set; } = TokenKeys.None;

    /// <summary>The key is Development's own, so nobody outside this host may get in. No setting.</summary>
    public bool HasMadeKey { get; set; }

    /// <summary>How long a token is good. Default 30 minutes. Environment: ACCESS_TOKEN_EXPIRE_MINUTES.</summary>
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>
    /// How long a process may go on taking the tokens of an account or a client that was deleted: it asks for each so often. Default
    /// 10 seconds. Setting: Access:RevocationDelay.
    /// </summary>
    public TimeSpan RevocationDelay { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Whether <c>/metrics</c> is answered without a token, for a scraper that has none. Default false. Setting: Access:OpenMetrics.
    /// </summary>
    public bool OpenMetrics { get; set; }

    /// <summary>
    /// Whether a silo's <c>/health</c> and <c>/ready</c> are answered without a token, for probes that have none. Default true: they say
    /// no more than yes or no. The API's always are. Setting: Access:OpenHealth.
    /// </summary>
    public bool OpenHealth { get; set; } = true;

    /// <summary>An issuer of tokens besides this platform. Default none. Settings: Access:Outside:*.</summary>
    public ExternalIssuerOptions? Outside { get; set; }
}

/// <summary>An OpenID Connect provider whose tokens are taken too.</summary>
public sealed class ExternalIssuerOptions
{
    /// <summary>Its address, below which <c>.well-known/openid-configuration</c> is found; https, but on this host itself.</summary>
    public string Authority { get; set; } = "";

    /// <summary>What its tokens for us say as <c>aud</c>.</summary>
    public string Audience { get; set; } = "";

    /// <summary>The claim that holds roles, as a text or a list of texts. Default <c>roles</c>.</summary>
    public string RolesClaim { get; set; } = "roles";

    /// <summary>
    /// From a value of that claim to a role of ours. Default empty: the values are our names of roles. Where it is given, values that it
    /// does not name give no role.
    /// </summary>
    public Dictionary<string, string> Roles { get; set; } = [];
}
