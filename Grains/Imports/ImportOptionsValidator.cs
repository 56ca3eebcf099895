using Microsoft.Extensions.Options;

namespace RetailGrains.Imports;

[OptionsValidator]
internal sealed partial class ImportOptionsValidator : IValidateOptions<ImportOptions>;
