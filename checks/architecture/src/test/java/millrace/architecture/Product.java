package millrace.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/// The product's classes, read once.
final class Product {
  static final JavaClasses CLASSES = new ClassFileImporter()
      .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
      .withImportOption(location -> !location.contains("/test-classes/"))
      .importPackages("millrace");

  private Product() {}

  /// The module a class belongs to: the second part of its package; empty for classes that are not ours.
  static String module(JavaClass type) {
    String[] parts = type.getPackageName().split("\\.");
    return parts.length >= 2 && parts[0].equals("millrace") ? parts[1] : "";
  }
}
