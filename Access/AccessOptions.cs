namespace RetailGrains.Access;

/// <summary>Options of authentication and authorization.</summary>
public sealed class AccessOptions
{
    /// <summary>In bytes. An HMAC-SHA-256 key shorter than the hash weakens the signature.</summary>
    public const int MinKey = 32;

    /// <summary>The settings of the section <c>Access</c>; <c>*</c> stands for a value of the external issuer's roles claim.</summary>
    public static IReadOnlyList<string> SectionSettings { get; } =
    [
        "Access:RevocationDelay", "Access:OpenMetrics", "Access:OpenHealth", "Access:Outside:Authority", "Access:Outside:Audience",
        "Access:Outside:RolesClaim", "Access:Outside:Roles:*", "Access:Outside:StoresClaim",
    ];

    /// <summary>
    /// The keys that sign and verify tokens. In Development, when none is configured, the process creates one and keeps it in RETAIL_HOME.
    /// Environment: JWT_SECRET_KEY or JWT_PRIVATE_KEY_FILE to sign, JWT_ACCEPTED_SECRET_KEY and JWT_PUBLIC_KEY_FILE to verify.
    /// </summary>
    public TokenKeys Keys { get; set; } = TokenKeys.None;

    /// <summary>Whether the key was created for Development; the process then listens on loopback addresses only. No setting.</summary>
    public bool HasMadeKey { get; set; }

    /// <summary>How long a token is valid. Default 30 minutes. Environment: ACCESS_TOKEN_EXPIRE_MINUTES.</summary>
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>
    /// How long a refresh token is valid: a session ends after this time without a request. Default 30 minutes. Environment:
    /// SESSION_IDLE_MINUTES.
    /// </summary>
    public TimeSpan SessionIdle { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>
    /// When a session ends after the sign-in, however often its refresh token is used. Default 12 hours. Environment: SESSION_MAX_HOURS.
    /// </summary>
    public TimeSpan SessionMax { get; set; } = TimeSpan.FromHours(12);

    /// <summary>
    /// How long a process may accept tokens of a deleted account or client: it reads the state of each subject at this interval. Default 10
    /// seconds. Setting: Access:RevocationDelay.
    /// </summary>
    public TimeSpan RevocationDelay { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether <c>/metrics</c> needs no token, for scrapers that have none. Default false. Setting: Access:OpenMetrics.</summary>
    public bool OpenMetrics { get; set; }

    /// <summary>
    /// Whether a silo's <c>/health</c> and <c>/ready</c> need no token, for probes that have none. Default true, because they reveal only
    /// whether the silo is healthy. The API's never need a token. Setting: Access:OpenHealth.
    /// </summary>
    public bool OpenHealth { get; set; } = true;

    /// <summary>An external issuer of tokens. Default none. Settings: Access:Outside:*.</summary>
    public ExternalIssuerOptions? Outside { get; set; }
}

/// <summary>An OpenID Connect provider whose tokens are accepted too.</summary>
public sealed class ExternalIssuerOptions
{
    /// <summary>The base address of <c>.well-known/openid-configuration</c>. It must be https unless it is on this host.</summary>
    public string Authority { get; set; } = "";

    /// <summary>The <c>aud</c> that its tokens must have.</summary>
    public string Audience { get; set; } = "";

    /// <summary>The claim that holds roles, as a string or an array of strings. Default <c>roles</c>.</summary>
    public string RolesClaim { get; set; } = "roles";

    /// <summary>
    /// The claim that holds the stores that a caller is bound to, as a string or an array of strings. A caller without the claim is not
    /// bound. Default <c>stores</c>.
    /// </summary>
    public string StoresClaim { get; set; } = "stores";

    /// <summary>
    /// Maps values of that claim to roles of this platform. Default empty: the values are the role names. If any mapping is configured,
    /// unmapped values grant no role.
    /// </summary>
    public Dictionary<string, string> Roles { get; set; } = [];
}
