using Microsoft.Extensions.Options;

namespace RetailGrains.Imports;

/// <summary>Stops the start when a limit makes every import impossible.</summary>
internal sealed class ImportOptionsValidator : IValidateOptions<ImportOptions>
{
    public ValidateOptionsResult Validate(string? name, ImportOptions options)
    {
        List<string> failures = [];
        if (options.MaxUncompressedBytes <= 0) failures.Add($"Imports:MaxUncompressedBytes must be above 0, not {options.MaxUncompressedBytes}.");
        if (options.MaxInvoices <= 0) failures.Add($"Imports:MaxInvoices must be above 0, not {options.MaxInvoices}.");
        if (options.MaxOpenLines <= 0) failures.Add($"Imports:MaxOpenLines must be above 0, not {options.MaxOpenLines}.");
        if (options.MaxMemoryBytes <= 0) failures.Add($"Imports:MaxMemoryBytes must be above 0, not {options.MaxMemoryBytes}.");
        if (options.MaxRejects <= 0) failures.Add($"Imports:MaxRejects must be above 0, not {options.MaxRejects}.");
        if (options.MaxRunning <= 0) failures.Add($"Imports:MaxRunning must be above 0, not {options.MaxRunning}.");
        if (options.Retention <= TimeSpan.Zero) failures.Add($"Imports:Retention must be above 00:00:00, not {options.Retention}.");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
