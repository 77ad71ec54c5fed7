namespace Palimpsest.Diffusion.Samplers;

/// <summary>Step sizes from error estimates: k-diffusion's controller with its default coefficients (integral 1, no proportional and no differential part).</summary>
/// <param name="order">Of the method, as far as its error is concerned.</param>
internal sealed class StepSizeControl(double order)
{
    private const double AcceptanceSafety = 0.81, SmallestError = 1e-8;

    /// <summary>The next step's size in t; k-diffusion's h_init at first.</summary>
    public double Size { get; private set; } = 0.05;

    /// <summary>Whether a step of the present size with this error is good enough (1 is just tolerable). Sets the next size either way.</summary>
    public bool Accepts(double error)
    {
        // Limited smoothly to between 0.21 and 2.57 times the size.
        double factor = 1 + Math.Atan(Math.Pow(1 / (error + SmallestError), 1 / order) - 1);
        Size *= factor;
        return factor >= AcceptanceSafety;
    }
}
