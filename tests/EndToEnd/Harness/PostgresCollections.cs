namespace RetailGrains.Tests.EndToEnd.Harness;

/// <summary>
/// Suites on PostgreSQL that run one after the other on one server. There are several, so that such suites run side by side; a suite may be
/// in any of them. Add a new suite to the collection with the least work.
/// </summary>
[CollectionDefinition(Name)]
public sealed class PostgresCollection : ICollectionFixture<PostgresFixture>
{
    public const string Name = "PostgreSQL";
}

/// <inheritdoc cref="PostgresCollection"/>
[CollectionDefinition(Name)]
public sealed class SecondPostgresCollection : ICollectionFixture<PostgresFixture>
{
    public const string Name = "PostgreSQL, second server";
}

/// <inheritdoc cref="PostgresCollection"/>
[CollectionDefinition(Name)]
public sealed class ThirdPostgresCollection : ICollectionFixture<PostgresFixture>
{
    public const string Name = "PostgreSQL, third server";
}

/// <inheritdoc cref="PostgresCollection"/>
[CollectionDefinition(Name)]
public sealed class FourthPostgresCollection : ICollectionFixture<PostgresFixture>
{
    public const string Name = "PostgreSQL, fourth server";
}

/// <inheritdoc cref="PostgresCollection"/>
[CollectionDefinition(Name)]
public sealed class FifthPostgresCollection : ICollectionFixture<PostgresFixture>
{
    public const string Name = "PostgreSQL, fifth server";
}
