namespace RetailGrains.Tests.EndToEnd.Description;

/// <summary>The generated client is what the description generates. RETAIL_WRITE_CLIENT=1 regenerates it.</summary>
[Collection(DescribedApiCollection.Name)]
public sealed class ClientIsFreshTests(DescribedApi api)
{
    [Fact]
    public async Task The_client_is_generated_from_the_description_that_is_served()
    {
        string file = Path.Combine(BuiltAssembly.Root, "Client", "Generated", "RetailApi.cs");
        string fresh = await ClientGenerator.GenerateAsync(await ApiDescription.TextAsync(api.Client));
        if (Environment.GetEnvironmentVariable("RETAIL_WRITE_CLIENT") == "1") await File.WriteAllTextAsync(file, fresh);
        Assert.True(
            fresh == await File.ReadAllTextAsync(file), "Client/Generated is not up to date: run this test with RETAIL_WRITE_CLIENT=1.");
    }
}
