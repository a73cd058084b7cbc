"""Whether what is printed for programs is what its schema says."""

import json

import jsonschema
from lxml import etree

from segue import PACKAGE

# The elements that Jenkins, GitLab, Azure and the actions for GitHub agree on.
# https://github.com/testmoapp/junitxml and Windy Road's JUnit.xsd describe more.
JUNIT = etree.XMLSchema(etree.XML(b"""
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <xs:element name="testsuite">
    <xs:complexType>
      <xs:sequence>
        <xs:element name="testcase" minOccurs="0" maxOccurs="unbounded">
          <xs:complexType>
            <xs:choice minOccurs="0">
              <xs:element name="failure">
                <xs:complexType>
                  <xs:simpleContent>
                    <xs:extension base="xs:string">
                      <xs:attribute name="message" type="xs:string" use="required"/>
                      <xs:attribute name="type" type="xs:string"/>
                    </xs:extension>
                  </xs:simpleContent>
                </xs:complexType>
              </xs:element>
              <xs:element name="skipped">
                <xs:complexType>
                  <xs:attribute name="message" type="xs:string"/>
                </xs:complexType>
              </xs:element>
            </xs:choice>
            <xs:attribute name="classname" type="xs:string" use="required"/>
            <xs:attribute name="name" type="xs:string" use="required"/>
            <xs:attribute name="time" type="xs:decimal"/>
          </xs:complexType>
        </xs:element>
      </xs:sequence>
      <xs:attribute name="name" type="xs:string" use="required"/>
      <xs:attribute name="tests" type="xs:nonNegativeInteger" use="required"/>
      <xs:attribute name="failures" type="xs:nonNegativeInteger" use="required"/>
      <xs:attribute name="errors" type="xs:nonNegativeInteger" use="required"/>
      <xs:attribute name="skipped" type="xs:nonNegativeInteger"/>
      <xs:attribute name="time" type="xs:decimal"/>
    </xs:complexType>
  </xs:element>
</xs:schema>
"""))


def checked(text, schema):
    """The document, which is what `docs/schemas` says."""
    document = json.loads(text)
    with open(PACKAGE / "docs" / "schemas" / f"{schema}.schema.json") as file:
        jsonschema.Draft202012Validator(json.load(file)).validate(document)
    return document


def junit(path):
    """The test suite of a file, with counts that are those of its cases."""
    suite = etree.parse(str(path)).getroot()
    JUNIT.assertValid(suite)
    assert int(suite.get("tests")) == len(suite.findall("testcase"))
    assert int(suite.get("failures")) == len(suite.findall("testcase/failure"))
    assert int(suite.get("skipped")) == len(suite.findall("testcase/skipped"))
    return suite
