using Xunit.Abstractions;
using Xunit.Sdk;

namespace RetailGrains.Tests.EndToEnd.Harness;

/// <summary>
/// Collections of several classes, which run one after the other, begin before those of a single class: begun last, one of them would still
/// run for minutes when everything else has ended.
/// </summary>
public sealed class ChainsFirst : ITestCollectionOrderer
{
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) => testCollections
        .OrderBy(collection => collection.CollectionDefinition is null)
        .ThenByDescending(collection => collection.DisplayName, StringComparer.Ordinal);
}
